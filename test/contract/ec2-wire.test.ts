import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../src/domain/errors.ts';
import type { FaultEffect } from '../emulator/faults/fault-rule.ts';
import { floatingEni, nodeA } from '../emulator/sample-world.ts';
import { startEc2Lab, type Ec2Lab } from './ec2-lab.ts';

const toA = { eniId: floatingEni, instanceId: nodeA, deviceIndex: 1, networkCardIndex: 0 };
const hastyMs = 300;

let lab: Ec2Lab;

beforeEach(async () => {
  lab = await startEc2Lab();
});
afterEach(() => lab.close());

async function failure(call: Promise<unknown>): Promise<AgentError> {
  const thrown: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AgentError);
  return thrown as AgentError;
}

function strike(effect: FaultEffect): void {
  lab.emulator.faults.add({ match: { service: 'ec2' }, effect });
}

const ec2Requests = () => lab.emulator.requests.after().filter(({ service }) => service === 'ec2');

describe('a call of EC2', () => {
  it.each([
    [{ kind: 'error', code: 'RequestLimitExceeded', status: 503 }, 'throttled'],
    [{ kind: 'error', code: 'InternalError', status: 500 }, 'transient'],
    [{ kind: 'error', code: 'UnauthorizedOperation', status: 403 }, 'unauthorized'],
    [{ kind: 'error', code: 'AuthFailure', status: 401 }, 'credentials'],
    [{ kind: 'error', code: 'IncorrectState' }, 'transition'],
    [{ kind: 'error', code: 'Client.InvalidNetworkInterfaceID.NotFound' }, 'eni-not-found'],
    [{ kind: 'error', code: 'SomethingNobodyForesaw' }, 'failed'],
    [{ kind: 'clock-skew', skewMs: 20 * 60_000 }, 'clock-skew'],
    [{ kind: 'reset' }, 'transient'],
    [{ kind: 'truncated', mode: 'connection' }, 'transient'],
    [{ kind: 'truncated', mode: 'body' }, 'transient'],
    [{ kind: 'malformed' }, 'transient'],
    [{ kind: 'content', body: '' }, 'transient'],
    [{ kind: 'content', body: '<html><body>It works!</body></html>' }, 'transient'],
    [{ kind: 'content', body: '{"also": "no XML"}', contentType: 'application/json' }, 'transient'],
    [{ kind: 'content', body: '<html>Bad Gateway</html>', status: 502 }, 'transient'],
    [{ kind: 'content', body: '<html>Not Found</html>', status: 404 }, 'transient'],
    [{ kind: 'content', body: '<html>Slow down</html>', status: 429 }, 'throttled'],
    [{ kind: 'redirect', location: 'http://127.0.0.1:1/' }, 'transient'],
  ] as const)('%j is %s, after one request alone', async (effect, kind) => {
    strike(effect);
    const error = await failure(lab.cloud().describeEni(floatingEni));
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(/\S/);
    expect(ec2Requests()).toHaveLength(1);
  });

  it.each([
    ['no answer', { kind: 'hang' }],
    ['an answer that begins and never ends', { kind: 'drip', everyMs: 200, bytes: 1 }],
  ] as const)('%s ends with the time limit of one call', async (_name, effect) => {
    strike(effect);
    const startMs = performance.now();
    const error = await failure(lab.cloud({ timeoutMs: hastyMs }).describeEni(floatingEni));
    expect(error.kind).toBe('transient');
    expect(performance.now() - startMs).toBeLessThan(hastyMs + 5_000);
  });

  it.each(['', '<html><body>Sign in to this network</body></html>', '{"ok":true}'])(
    'a change that is answered with %j did not succeed',
    async (body) => {
      strike({ kind: 'content', body });
      expect((await failure(lab.cloud().setSourceDestCheck(floatingEni, true))).kind).toBe('transient');
      expect((await failure(lab.cloud().attach(toA))).kind).toBe('transient');
    },
  );

  it('an attach whose reply is lost is not sent again, and has happened', async () => {
    strike({ kind: 'lost-reply' });
    expect((await failure(lab.cloud().attach(toA))).kind).toBe('transient');
    expect(ec2Requests().map(({ action }) => action)).toEqual(['AttachNetworkInterface']);
    expect(lab.emulator.cloud.eni(floatingEni).attachment?.instanceId).toBe(nodeA);
  });

  it('an attach always names the network card', async () => {
    await lab.cloud().attach(toA);
    expect(ec2Requests()[0]?.parameters).toMatchObject({ NetworkCardIndex: '0', DeviceIndex: '1' });
  });

  it('all calls of an action share one connection', async () => {
    const cloud = lab.cloud();
    await cloud.describeEni(floatingEni);
    await cloud.describeInstance(nodeA);
    await cloud.attach(toA);
    expect(new Set(ec2Requests().map(({ connection }) => connection)).size).toBe(1);
  });

  it('an attachment whose instance EC2 does not name is an attachment', async () => {
    const cloud = lab.cloud();
    await cloud.attach(toA);
    lab.emulator.configure({ hideHolder: true });
    const { attachment } = await cloud.describeEni(floatingEni);
    expect(attachment).toMatchObject({ deviceIndex: 1 });
    expect(attachment?.instanceId).toBeUndefined();
  });

  it('another region knows no such ENI, and the sentence says where it was asked', async () => {
    const error = await failure(lab.cloud({ region: 'us-east-1' }).describeEni(floatingEni));
    expect(error).toMatchObject({ kind: 'eni-not-found' });
    expect(error.message).toContain(`region us-east-1 at ${lab.endpoint}`);
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:1'],
    ['the name does not exist', 'http://ec2.invalid'],
  ])('%s: transient', async (_name, endpointUrl) => {
    expect((await failure(lab.cloud({ endpointUrl }).describeEni(floatingEni))).kind).toBe('transient');
  });

  it('a certificate that nobody trusts: transient, and no request is made', async () => {
    const port = await lab.emulator.listenAws({ host: '127.0.0.1', port: 0 }, { tls: true });
    const cloud = lab.cloud({ endpointUrl: `https://127.0.0.1:${port}` });
    const error = await failure(cloud.describeEni(floatingEni));
    expect(error.kind).toBe('transient');
    expect(error.message).toMatch(/certificate/i);
    expect(ec2Requests()).toEqual([]);
  });

  it('an answer about another ENI is none', async () => {
    const body = describeAnswer('eni-0aaaaaaaaaaaaaaa1');
    strike({ kind: 'content', body, contentType: 'text/xml' });
    const error = await failure(lab.cloud().describeEni(floatingEni));
    expect(error).toMatchObject({
      kind: 'transient',
      message: 'EC2 answered about eni-0aaaaaaaaaaaaaaa1 instead',
    });
  });

  it('an empty list where the ENI was asked for by id is none', async () => {
    strike({ kind: 'content', body: describeAnswer(), contentType: 'text/xml' });
    expect((await failure(lab.cloud().describeEni(floatingEni))).kind).toBe('transient');
  });

  it.each([
    ['DescribeInstances', 'transient'],
    ['AttachNetworkInterface', 'failed'],
  ] as const)('a success of %s in place of a dry run grants nothing: %s', async (right, kind) => {
    const body = `<${right}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"/>`;
    strike({ kind: 'content', body, contentType: 'text/xml' });
    const error = await failure(lab.cloud().probeRight(right, toA));
    expect(error).toMatchObject({ kind, message: `${right}: EC2 ignored DryRun` });
  });
});

/** A whole answer to DescribeNetworkInterfaces about these ENIs. */
function describeAnswer(...eniIds: string[]): string {
  const items = eniIds.map(
    (eniId) => `<item><networkInterfaceId>${eniId}</networkInterfaceId><subnetId>subnet-1</subnetId>
      <vpcId>vpc-1</vpcId><availabilityZone>eu-west-1a</availabilityZone><status>available</status>
      <macAddress>06:00:00:00:01:0a</macAddress><privateIpAddress>10.0.1.10</privateIpAddress>
      <sourceDestCheck>true</sourceDestCheck></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
    <DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>1</requestId><networkInterfaceSet>${items.join('')}</networkInterfaceSet>
    </DescribeNetworkInterfacesResponse>`;
}

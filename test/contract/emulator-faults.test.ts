import { AttachNetworkInterfaceCommand, DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testUser } from '../emulator/emulator.ts';
import type { FaultEffect } from '../emulator/faults/fault-rule.ts';
import { floatingEni, nodeA } from '../emulator/sample-world.ts';
import { emulatorLab, type EmulatorLab } from './emulator-client.ts';

let lab: EmulatorLab;
let hasty: EC2Client;
beforeEach(async () => {
  lab = await emulatorLab();
  const requestHandler = new NodeHttpHandler({ requestTimeout: 400, throwOnRequestTimeout: true });
  hasty = lab.client({ requestHandler });
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
});

const describeInstances = (client: EC2Client): Promise<unknown> =>
  client.send(new DescribeInstancesCommand({}));
const attach = (client: EC2Client): Promise<unknown> =>
  client.send(
    new AttachNetworkInterfaceCommand({ NetworkInterfaceId: floatingEni, InstanceId: nodeA, DeviceIndex: 1 }),
  );

/** What the SDK makes of it. */
async function failure(
  attempt: Promise<unknown>,
): Promise<{ name?: string; code?: string; status?: number }> {
  try {
    await attempt;
  } catch (error) {
    const { name, code, $metadata } = error as {
      name: string;
      code?: string;
      $metadata?: { httpStatusCode?: number };
    };
    const status = $metadata?.httpStatusCode;
    return { name, ...(code === undefined ? {} : { code }), ...(status === undefined ? {} : { status }) };
  }
  throw new Error('it succeeded');
}

function fault(effect: FaultEffect): string {
  return lab.emulator.faults.add({ match: { service: 'ec2' }, effect });
}

describe('a fault that strikes before the call', () => {
  test.each([
    [
      { kind: 'error', code: 'InternalError', status: 500 },
      { name: 'InternalError', status: 500 },
    ],
    [
      { kind: 'error', code: 'RequestLimitExceeded', status: 503 },
      { name: 'RequestLimitExceeded', status: 503 },
    ],
    [{ kind: 'hang' }, { name: 'TimeoutError' }],
    [{ kind: 'reset' }, { code: 'ECONNRESET' }],
    [{ kind: 'redirect', location: 'http://127.0.0.1:9/' }, { status: 302 }],
    [{ kind: 'content', body: '<html><body>gateway</body></html>', status: 502 }, { status: 502 }],
    [{ kind: 'content', body: '', status: 503 }, { status: 503 }],
  ] as const)('%j', async (effect, seen) => {
    fault(effect);
    const client = effect.kind === 'hang' ? hasty : lab.ec2;
    expect(await failure(attach(client))).toMatchObject(seen);
    expect(lab.emulator.cloud.eni(floatingEni).attachment).toBeUndefined();
    lab.emulator.faults.remove();
    await attach(lab.ec2);
  });
});

describe('a fault that strikes after the call took effect', () => {
  test.each([
    [{ kind: 'lost-reply' }, { code: 'ECONNRESET' }],
    [{ kind: 'lost-reply', ending: 'hang' }, { name: 'TimeoutError' }],
    [{ kind: 'truncated' }, {}],
    [{ kind: 'truncated', mode: 'connection' }, { code: 'ECONNRESET' }],
    [{ kind: 'malformed' }, {}],
  ] as const)('%j', async (effect, seen) => {
    fault(effect);
    const client = 'ending' in effect ? hasty : lab.ec2;
    expect(await failure(attach(client))).toMatchObject(seen);
    expect(lab.emulator.cloud.eni(floatingEni).attachment?.instanceId).toBe(nodeA);
  });
});

test('an answer that drips comes whole, past a timeout that waits for its beginning', async () => {
  fault({ kind: 'drip', everyMs: 30, bytes: 200 });
  const beganMs = performance.now();
  await describeInstances(hasty);
  expect(performance.now() - beganMs).toBeGreaterThan(400);
});

test('a delay only delays', async () => {
  fault({ kind: 'delay', delayMs: 60 });
  const beganMs = performance.now();
  await describeInstances(lab.ec2);
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(55);
});

test('a held call goes on when the rule is removed', async () => {
  const id = fault({ kind: 'hold' });
  const call = attach(lab.ec2);
  await expect.poll(() => lab.emulator.requests.after().length).toBe(1);
  expect(lab.emulator.requests.after()[0]!.status).toBeUndefined();
  expect(lab.emulator.cloud.eni(floatingEni).attachment).toBeUndefined();
  lab.emulator.faults.remove(id);
  await call;
});

test('a skewed clock is refused', async () => {
  fault({ kind: 'clock-skew', skewMs: 3600_000 });
  expect(await failure(describeInstances(lab.ec2))).toMatchObject({ name: 'RequestExpired' });
});

test('a stale answer is for one call only', async () => {
  await lab.attach();
  lab.emulator.faults.add({ match: {}, occurrences: [1], effect: { kind: 'stale', lagMs: 60_000 } });
  expect((await lab.describe()).Status).toBe('available');
  expect((await lab.describe()).Status).toBe('in-use');
});

describe('a rule strikes', () => {
  const error = { kind: 'error', code: 'InternalError', status: 500 } as const;
  const outcomes = async (calls: number): Promise<string[]> => {
    const seen: string[] = [];
    for (let count = 0; count < calls; count += 1)
      seen.push(
        await describeInstances(lab.ec2).then(
          () => 'ok',
          (cause: unknown) => (cause as Error).name,
        ),
      );
    return seen;
  };

  test('the occurrences it names', async () => {
    lab.emulator.faults.add({ match: { action: 'Describe*' }, occurrences: [2], effect: error });
    expect(await outcomes(3)).toEqual(['ok', 'InternalError', 'ok']);
  });

  test('a range of them', async () => {
    lab.emulator.faults.add({ match: {}, occurrences: { from: 2 }, effect: error });
    expect(await outcomes(3)).toEqual(['ok', 'InternalError', 'InternalError']);
  });

  test('the calls it matches alone', async () => {
    const { faults, requests } = lab.emulator;
    faults.add({ match: { action: 'AttachNetworkInterface' }, effect: error });
    faults.add({ match: { caller: nodeA }, effect: error });
    faults.add({ match: { dryRun: true }, effect: error });
    faults.add({ match: { parameters: { 'InstanceId.1': nodeA } }, effect: error });
    expect(await outcomes(1)).toEqual(['ok']);
    const byUser = faults.add({ match: { caller: testUser.name }, effect: error });
    expect(await outcomes(1)).toEqual(['InternalError']);
    expect(requests.after().at(-1)).toMatchObject({ faults: [byUser], code: 'InternalError' });
  });

  test.each([
    { match: { actoin: 'X' }, effect: { kind: 'hang' } },
    { match: {}, effect: { kind: 'explode' } },
    { match: {}, effect: { kind: 'hang' }, nth: 3 },
  ])('never if it means nothing, so it is refused: %j', (rule) => {
    expect(() => lab.emulator.faults.add(rule as never)).toThrow(/knows no/);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
import { rights } from '../../../src/domain/ports.ts';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { anEni, me } from '../../fakes/samples.ts';

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
});

const deep = { level: 10 };

/** Validation of node A ends with this code, and a reason that matches. */
async function expectRefusal(code: number, reason: RegExp): Promise<void> {
  expect(await world.a.call('validate-all', deep)).toMatchObject({
    code,
    reason: expect.stringMatching(reason) as string,
  });
}

describe('validate-all', () => {
  it('at level 0 looks at the parameters alone', async () => {
    expect(await world.a.call('validate-all')).toMatchObject({ code: 0, reason: '' });
    expect(await world.a.call('validate-all', { parameters: { eni_id: 'eni-nonsense' } })).toMatchObject({
      code: 6,
      reason: expect.stringContaining('eni_id') as string,
    });
    expect(world.cloud.calls).toEqual([]);
  });

  it('at level 10 finds a node that can hold the ENI, tries each right and changes nothing', async () => {
    expect(await world.a.call('validate-all', deep)).toMatchObject({ code: 0, reason: '', warnings: [] });
    const asked = world.cloud.named('probeRight').map(({ details }) => details);
    expect(asked).toEqual(rights.map((right) => ({ right })));
    expect(world.holder).toBeUndefined();
  });

  it('passes where the ENI is here already and takes the last slot', async () => {
    await world.serveOn(world.a);
    world.cloud.state.instance(me).maximumInterfaces = 2;
    expect((await world.a.call('validate-all', deep)).code).toBe(0);
  });

  it('passes where the slots of another network card are taken', async () => {
    world.cloud.state.instance(me).maximumInterfaces = 2;
    world.cloud.state.instance(me).slots.push({ eniId: 'eni-0efa', deviceIndex: 1, networkCardIndex: 1 });
    expect((await world.a.call('validate-all', deep)).code).toBe(0);
  });

  it('names a tool that is missing', async () => {
    world.a.host.fail(new AgentError('not-installed', 'ip(8) is missing'));
    await expectRefusal(5, /ip\(8\) is missing/);
  });

  it('names both zones when they differ', async () => {
    world.cloud.state.put(anEni({ availabilityZone: 'eu-west-1b' }));
    await expectRefusal(2, /eu-west-1b .* eu-west-1a/);
  });

  it('refuses an ENI that a service manages', async () => {
    world.cloud.state.put(anEni({ managed: true }));
    await expectRefusal(6, /managed/);
  });

  it('says how many slots are taken when none is free', async () => {
    world.cloud.state.instance(me).maximumInterfaces = 1;
    await expectRefusal(2, /already has 1 of at most 1/);
  });

  it('names every right that is denied', async () => {
    world.cloud.denied.add('DetachNetworkInterface').add('DescribeInstances');
    await expectRefusal(4, /ec2:DescribeInstances, ec2:DetachNetworkInterface/);
  });

  it.each([
    ['eni-not-found', 2],
    ['not-permitted', 6],
    ['parameter', 6],
    ['failed', 1],
  ] as const)('takes %s for an answer at once', async (kind, code) => {
    world.cloud.strike('describeEni', { kind: 'error', error: new AgentError(kind, 'no') });
    const answer = await world.a.call('validate-all', deep);
    expect(answer).toMatchObject({ code, reason: 'no' });
    expect(answer.tookMs).toBeLessThan(500);
  });

  it.each(['transient', 'throttled', 'credentials', 'instance-not-found'] as const)(
    'asks again after %s',
    async (kind) => {
      const error = new AgentError(kind, 'not now');
      world.cloud.strike(['describeEni', 'describeInstance', 'probeRight'], { kind: 'error', error }, 3);
      expect((await world.a.call('validate-all', deep)).code).toBe(0);
    },
  );

  it.each(['transient', 'throttled', 'credentials', 'instance-not-found'] as const)(
    'gives up on %s in time, with the reason',
    async (kind) => {
      const error = new AgentError(kind, 'not now');
      world.cloud.strike('describeInstance', { kind: 'error', error });
      const answer = await world.a.call('validate-all', { ...deep, timeoutMs: 20_000 });
      expect(answer).toMatchObject({ code: 1, reason: 'not now' });
      expect(answer.tookMs).toBeLessThan(18_000);
    },
  );

  it('believes a denial after five seconds', async () => {
    world.cloud.strike('describeEni', { kind: 'error', error: new AgentError('unauthorized', 'denied') });
    const answer = await world.a.call('validate-all', deep);
    expect(answer).toMatchObject({ code: 4, reason: 'denied' });
    expect(answer.tookMs).toBeGreaterThan(5000);
    expect(answer.tookMs).toBeLessThan(7000);
  });

  it('leaves the limit of the instance type unchecked where that may not be asked', async () => {
    const error = new AgentError('unauthorized', 'DescribeInstanceTypes: denied');
    world.cloud.strike('maximumInterfaces', { kind: 'error', error });
    const answer = await world.a.call('validate-all', deep);
    expect(answer).toMatchObject({ code: 0, warnings: [expect.stringContaining('free slots')] });
    expect(answer.tookMs).toBeLessThan(500);
  });
});

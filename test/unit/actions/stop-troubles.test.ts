import { beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { eniId, eniMac, me } from '../../fakes/samples.ts';

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
});

const success = { code: 0, reason: '', warnings: [] };
const attachmentId = () => world.cloud.state.eni(eniId).attachment?.attachmentId ?? '';

/** Nothing of the ENI on node A any more. */
async function expectGone(): Promise<void> {
  expect(world.holder).not.toBe(me);
  expect(await world.a.links.findByMac(eniMac)).toBeUndefined();
  expect(world.a.host.hasRouting(eniId)).toBe(false);
  expect(world.a.configured.kept.has(eniId)).toBe(false);
}

describe('stop while EC2 does not answer', () => {
  it('fails with the link here, and cuts nothing', async () => {
    await world.serveOn(world.a);
    world.cloud.strike('describeEni', { kind: 'hang' });
    const answer = await world.a.call('stop', { timeoutMs: 20_000 });
    expect(answer).toMatchObject({ code: 1, reason: expect.stringContaining('goes on serving') as string });
    expect(answer.tookMs).toBeLessThan(18_000);
    expect((await world.a.links.findByMac(eniMac))?.addresses).not.toEqual([]);
    expect(world.a.host.hasRouting(eniId)).toBe(true);
  });

  it('succeeds with a warning without the link, and takes leftovers off although time is up', async () => {
    await world.serveOn(world.a);
    world.a.links.unplug(eniMac);
    world.cloud.strike('describeEni', { kind: 'hang' });
    const { host } = world.a;
    const slow = {
      checkTools: () => host.checkTools(),
      anticipate: () => host.anticipate(),
      inspect: host.inspect.bind(host),
      configure: host.configure.bind(host),
      async release(request: Parameters<typeof host.release>[0]) {
        await world.clock.sleep(100);
        await host.release(request);
      },
    };
    const answer = await world.a.call('stop', { timeoutMs: 20_000, ports: { host: slow } });
    expect(answer).toMatchObject({ code: 0, warnings: [expect.stringContaining('could not be asked')] });
    expect(answer.tookMs).toBeLessThan(18_000);
    expect(host.hasRouting(eniId)).toBe(false);
  });

  it('succeeds with a warning on a node that never met the ENI and has one hardware link alone', async () => {
    world.cloud.strike('describeEni', { kind: 'error', error: new AgentError('transient', 'unreachable') });
    const answer = await world.b.call('stop', { timeoutMs: 20_000 });
    expect(answer).toMatchObject({ code: 0, warnings: [expect.stringContaining('unreachable')] });
  });

  it('fails when nothing tells whether the ENI is here', async () => {
    world.b.links.plug({ mac: '06:00:00:00:01:77' });
    world.cloud.strike('describeEni', { kind: 'error', error: new AgentError('transient', 'unreachable') });
    const answer = await world.b.call('stop', { timeoutMs: 20_000 });
    expect(answer).toMatchObject({ code: 1, reason: expect.stringContaining('not known whether') as string });
  });

  it('comes back in time: detaches after all', async () => {
    await world.serveOn(world.a);
    const error = new AgentError('transient', 'unreachable');
    world.cloud.strike(['describeEni', 'detach'], { kind: 'error', error });
    world.clock.later(30_000, () => world.cloud.heal());
    expect(await world.a.call('stop')).toMatchObject(success);
    await expectGone();
  });
});

describe('stop while IAM denies the detach', () => {
  it('fails after five seconds and leaves the ENI serving', async () => {
    await world.serveOn(world.a);
    world.cloud.strike('detach', { kind: 'error', error: new AgentError('unauthorized', 'denied') });
    const answer = await world.a.call('stop');
    expect(answer).toMatchObject({ code: 1, reason: 'denied' });
    expect(answer.tookMs).toBeLessThan(7000);
    expect(world.a.host.hasRouting(eniId)).toBe(true);
  });
});

describe('stop while the two witnesses contradict each other', () => {
  it('takes a link off the host that stays although EC2 denies it, with a warning', async () => {
    await world.serveOn(world.a);
    world.cloud.state.release(eniId, attachmentId());
    world.a.links.plug({ mac: eniMac, up: true, running: true, addresses: ['10.0.1.100'] });
    const answer = await world.a.call('stop');
    expect(answer).toMatchObject({ code: 0, warnings: [expect.stringContaining('the kernel still has')] });
    expect(answer.tookMs).toBeGreaterThan(5000);
    expect(answer.tookMs).toBeLessThan(6500);
    expect(await world.a.links.findByMac(eniMac)).toMatchObject({ up: false, addresses: [] });
  });

  it('is not deceived by an EC2 that calls the ENI free for three seconds', async () => {
    await world.serveOn(world.a);
    world.cloud.strike('describeEni', { kind: 'stale', agoMs: 60_000 });
    world.clock.later(3000, () => world.cloud.heal());
    expect(await world.a.call('stop')).toMatchObject(success);
    await expectGone();
    expect(world.cloud.named('detach')).toHaveLength(1);
  });

  it('waits for a link that lingers after EC2 let go, and wakes when it goes', async () => {
    await world.serveOn(world.a);
    world.cloud.state.release(eniId, attachmentId());
    world.a.links.plug({ mac: eniMac });
    world.clock.later(4321, () => world.a.links.unplug(eniMac));
    const answer = await world.a.call('stop');
    expect(answer).toMatchObject(success);
    expect(answer.tookMs).toBeLessThan(4321 + 100);
  });

  it('fails where EC2 knows no such ENI while its link is here', async () => {
    await world.serveOn(world.a);
    world.cloud.strike('describeEni', {
      kind: 'error',
      error: new AgentError('eni-not-found', 'no such ENI'),
    });
    expect(await world.a.call('stop')).toMatchObject({
      code: 1,
      reason: expect.stringMatching(/no such ENI, yet its link ens3 is here/) as string,
    });
    expect(world.a.host.hasRouting(eniId)).toBe(true);
  });
});

describe('stop whose last look is cut off by the deadline', () => {
  it('believes what EC2 said a moment before: the ENI is still attached here', async () => {
    await world.serveOn(world.a);
    world.cloud.state.instance(me).acknowledges = false;
    world.a.links.unplug(eniMac);
    world.clock.later(15_800, () => (world.cloud.answerMs = 5000));
    const answer = await world.a.call('stop', { timeoutMs: 20_000, parameters: { force_after: '60' } });
    expect(answer).toMatchObject({
      code: 1,
      reason: expect.stringMatching(`detaching from ${me}`) as string,
    });
  });
});

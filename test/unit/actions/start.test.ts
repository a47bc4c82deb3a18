import { beforeEach, describe, expect, it } from 'vitest';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { anEni, eniId, eniMac, me, peer } from '../../fakes/samples.ts';

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
  world.knowsFacts(world.a);
});

/** Attached to node A for EC2, configured in its kernel. */
async function expectServing(): Promise<void> {
  expect(world.holder).toBe(me);
  expect(world.cloud.state.eni(eniId).attachment?.status).toBe('attached');
  expect((await world.a.links.findByMac(eniMac))?.addresses).toEqual(anEni().ipv4);
  expect(world.a.host.hasRouting(eniId)).toBe(true);
}

const success = { code: 0, reason: '', warnings: [] };

describe('start, wherever the ENI is', () => {
  it('attaches a free one, in EC2s own time and little more', async () => {
    const answer = await world.a.call('start');
    expect(answer).toMatchObject(success);
    expect(answer.tookMs).toBeLessThan(2000 + 500);
    expect(answer.events).toEqual([
      `${eniId} is being attached to ${me} at device index 1`,
      `${eniId} is attached to ${me} and configured`,
    ]);
    await expectServing();
  });

  it('takes it from a peer that runs, with at most 30 calls', async () => {
    await world.serveOn(world.b);
    const answer = await world.a.call('start');
    expect(answer).toMatchObject(success);
    expect(answer.tookMs).toBeLessThan(4500 + 500);
    expect(world.cloud.calls.length).toBeLessThanOrEqual(30);
    expect(await world.b.links.findByMac(eniMac)).toBeUndefined();
    await expectServing();
  });

  it('takes it with force from a peer that does not let go', async () => {
    await world.serveOn(world.b);
    world.cloud.state.instance(peer).acknowledges = false;
    const answer = await world.a.call('start', { parameters: { force_after: '5s' } });
    expect(answer).toMatchObject(success);
    expect(answer.tookMs).toBeLessThan(5000 + 3500 + 700);
    expect(answer.events[1]).toMatch(/detached .* with force/);
    expect(world.cloud.named('detach')).toHaveLength(2);
    await expectServing();
  });

  it('forces after 40 % of the time left where that is less than 20 s', async () => {
    await world.serveOn(world.b);
    world.cloud.state.instance(peer).acknowledges = false;
    await world.a.call('start', { timeoutMs: 20_000 });
    const [, force] = world.cloud.named('detach');
    expect(force?.atMs).toBeGreaterThan(0.4 * 17_000);
    expect(force?.atMs).toBeLessThan(0.4 * 18_000 + 500);
  });

  it('takes it from a stopped instance without force', async () => {
    await world.serveOn(world.b);
    world.cloud.state.instance(peer).state = 'stopped';
    world.cloud.state.instance(peer).acknowledges = false;
    expect(await world.a.call('start')).toMatchObject(success);
    expect(world.cloud.named('detach')).toHaveLength(1);
  });

  it('waits for a holder that is shutting down, asking every second, and never forces it', async () => {
    await world.serveOn(world.b);
    world.cloud.state.instance(peer).state = 'shutting-down';
    const { attachmentId = '' } = world.cloud.state.eni(eniId).attachment ?? {};
    world.clock.later(40_000, () => world.cloud.state.release(eniId, attachmentId));
    const answer = await world.a.call('start', { timeoutMs: 90_000 });
    expect(answer).toMatchObject(success);
    expect(answer.events.join()).not.toContain('force');
    expect(world.cloud.named('detach').length).toBeLessThan(42);
  });

  it('finishes what a killed start began: attaching here', async () => {
    world.cloud.state.attach({ eniId, instanceId: me, deviceIndex: 1, networkCardIndex: 0 });
    const answer = await world.a.call('start');
    expect(answer).toMatchObject(success);
    expect(world.cloud.named('attach')).toHaveLength(0);
    await expectServing();
  });

  it('waits for a detach that is under way here, and attaches again', async () => {
    await world.serveOn(world.a);
    const { attachmentId = '' } = world.cloud.state.eni(eniId).attachment ?? {};
    world.cloud.state.detach({ attachmentId, force: false });
    expect(await world.a.call('start')).toMatchObject(success);
    await expectServing();
  });

  it('configures a link that is here but was never configured', async () => {
    world.cloud.state.attached(eniId, me);
    expect(await world.a.call('start')).toMatchObject(success);
    await expectServing();
  });

  it('done again changes nothing and asks EC2 twice', async () => {
    await world.serveOn(world.a);
    expect(await world.a.call('start')).toMatchObject(success);
    expect(world.cloud.calls.map(({ call }) => call).sort()).toEqual(['describeEni', 'describeInstance']);
  });

  it('takes the next slot when EC2 shows the taken one as free', async () => {
    world.cloud.state.put(anEni({ eniId: 'eni-0other', mac: '06:00:00:00:01:99' }));
    world.cloud.state.attached('eni-0other', me, 1);
    world.cloud.strike('describeInstance', { kind: 'hang' });
    expect(await world.a.call('start')).toMatchObject(success);
    expect(world.cloud.state.eni(eniId).attachment?.deviceIndex).toBe(2);
  });

  it('learns what it may remember, and lists what it configured', async () => {
    world.a.facts.kept.clear();
    expect(await world.a.call('start')).toMatchObject(success);
    expect(world.a.facts.kept.get(eniId)).toMatchObject({ mac: eniMac, ipv4Cidr: '10.0.1.0/24' });
    expect(world.a.configured.kept.get(eniId)).toEqual(anEni().ipv4);
  });
});

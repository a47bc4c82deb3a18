import { beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
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

describe('start that must not or cannot', () => {
  it.each([
    ['steal=false', { steal: 'false' }, 1, /steal=false forbids/],
    ['steal_from without the holder', { steal_from: 'i-0ccccccccccccccc3' }, 1, /steal_from/],
    ['a parameter out of range', { device_index: '4711' }, 6, /device_index/],
  ])('%s: touches nothing', async (_name, parameters, code, reason) => {
    await world.serveOn(world.b);
    const answer = await world.a.call('start', { parameters });
    expect(answer).toMatchObject({ code, reason: expect.stringMatching(reason) as string });
    expect(world.cloud.named('detach')).toHaveLength(0);
    expect(world.holder).toBe(peer);
  });

  it.each([
    ['the ENI is in another zone', () => world.cloud.state.put(anEni({ availabilityZone: 'eu-west-1b' })), 2],
    ['a service manages the ENI', () => world.cloud.state.put(anEni({ managed: true })), 6],
    ['no slot is free', () => (world.cloud.state.instance(me).maximumInterfaces = 1), 2],
  ])('because %s: fails within a second', async (_name, arrange, code) => {
    arrange();
    const answer = await world.a.call('start');
    expect(answer.code).toBe(code);
    expect(answer.tookMs).toBeLessThan(1000);
    expect(world.holder).toBeUndefined();
  });

  it('because EC2 knows no such ENI: believes it after three seconds', async () => {
    world.cloud.strike('describeEni', {
      kind: 'error',
      error: new AgentError('eni-not-found', 'no such ENI'),
    });
    const answer = await world.a.call('start');
    expect(answer).toMatchObject({ code: 2, reason: 'no such ENI' });
    expect(answer.tookMs).toBeGreaterThan(3000);
    expect(answer.tookMs).toBeLessThan(4000);
  });

  it.each(['describeEni', 'attach'] as const)(
    'because IAM denies %s: believes it after 5 s',
    async (call) => {
      world.cloud.strike(call, { kind: 'error', error: new AgentError('unauthorized', 'denied') });
      const answer = await world.a.call('start');
      expect(answer).toMatchObject({ code: 4, reason: 'denied' });
      expect(answer.tookMs).toBeGreaterThan(5000);
      expect(answer.tookMs).toBeLessThan(7000);
    },
  );

  it('goes on where IAM denies a detach only because the attachment is just gone', async () => {
    await world.serveOn(world.b);
    const { attachmentId = '' } = world.cloud.state.eni(eniId).attachment ?? {};
    world.cloud.strike('detach', { kind: 'error', error: new AgentError('unauthorized', 'denied') });
    world.clock.later(3000, () => world.cloud.state.release(eniId, attachmentId));
    expect(await world.a.call('start')).toMatchObject(success);
  });

  it('does not take back what another node took during this start', async () => {
    world.cloud.state.latencies.linkMs = 20_000;
    world.clock.later(4000, () => {
      const { attachmentId = '' } = world.cloud.state.eni(eniId).attachment ?? {};
      world.cloud.state.release(eniId, attachmentId);
      world.cloud.state.attached(eniId, peer);
    });
    const answer = await world.a.call('start');
    expect(answer).toMatchObject({ code: 1, reason: expect.stringContaining('not taken back') as string });
    expect(world.holder).toBe(peer);
  });

  it('because instance_id names another instance: fails at once', async () => {
    const mismatch = new AgentError('node-unsuitable', 'this node is another');
    const identity = {
      instanceId: () => Promise.reject(mismatch),
      eniIdsByMac: () => Promise.reject(mismatch),
    };
    const answer = await world.a.call('start', { ports: { identity } });
    expect(answer).toMatchObject({ code: 2, reason: 'this node is another' });
    expect(answer.tookMs).toBeLessThan(1000);
  });
});

describe('start through the troubles of EC2', () => {
  it.each(['attach', 'detach'] as const)(
    'settles a lost reply to %s by looking, not by sending again',
    async (call) => {
      await world.serveOn(world.b);
      world.cloud.strike(call, { kind: 'lost-reply' }, 1);
      expect(await world.a.call('start')).toMatchObject(success);
      expect(world.cloud.named(call)).toHaveLength(1);
      await expectServing();
    },
  );

  it('is not confused by answers from before the detach and the attach', async () => {
    await world.serveOn(world.b);
    let n = 0;
    const describeEni = (id: string) => {
      n += 1;
      if (n % 2 === 0) world.cloud.strike('describeEni', { kind: 'stale', agoMs: 2000 }, 1);
      return world.cloud.describeEni(id);
    };
    const { cloud } = world;
    const enis = {
      describeEni,
      attach: cloud.attach.bind(cloud),
      detach: cloud.detach.bind(cloud),
      setSourceDestCheck: cloud.setSourceDestCheck.bind(cloud),
    };
    expect(await world.a.call('start', { ports: { enis } })).toMatchObject(success);
    await expectServing();
    const accepted = world.cloud.state.eni(eniId).attachment?.attachmentId;
    expect(accepted).toMatch(/2$/);
  });

  it('answers with an error for a while: goes on afterwards', async () => {
    const error = new AgentError('transient', 'InternalError');
    world.cloud.strike(
      ['describeEni', 'attach', 'describeSubnet', 'describeInstance'],
      { kind: 'error', error },
      8,
    );
    world.a.facts.kept.clear();
    expect(await world.a.call('start')).toMatchObject(success);
    await expectServing();
  });

  it('throttles: backs off, comes through, and looks often again afterwards', async () => {
    await world.serveOn(world.b);
    world.cloud.throttle = { capacity: 3, refillPerSecond: 0.5 };
    world.clock.later(15_000, () => (world.cloud.throttle = undefined));
    const answer = await world.a.call('start');
    expect(answer).toMatchObject(success);
    expect(world.cloud.calls.filter(({ atMs }) => atMs < 15_000).length).toBeLessThan(20);
    await expectServing();
  });

  it('refused a detach for load, and the holder let go by itself: the attach is watched as usual', async () => {
    await world.serveOn(world.b);
    const { attachmentId = '' } = world.cloud.state.eni(eniId).attachment ?? {};
    world.cloud.strike('detach', { kind: 'error', error: new AgentError('throttled', 'slow down') });
    world.clock.later(6000, () => world.cloud.state.release(eniId, attachmentId));
    const answer = await world.a.call('start');
    expect(answer).toMatchObject(success);
    const [attach] = world.cloud.named('attach');
    expect(answer.tookMs - (attach?.atMs ?? 0)).toBeLessThan(2000 + 500);
  });

  it('sets the source/dest check once where it is wanted', async () => {
    world.cloud.state.put(anEni({ sourceDestCheck: true }));
    const parameters = { source_dest_check: 'disabled' };
    expect(await world.a.call('start', { parameters })).toMatchObject(success);
    expect(world.cloud.state.eni(eniId).sourceDestCheck).toBe(false);
    expect(world.cloud.named('setSourceDestCheck')).toHaveLength(1);
  });

  it('warns where terminating the node would destroy the ENI', async () => {
    await world.serveOn(world.a);
    const eni = world.cloud.state.eni(eniId);
    world.cloud.state.put({ ...eni, attachment: { ...eni.attachment!, deleteOnTermination: true } });
    const answer = await world.a.call('start');
    expect(answer.code).toBe(0);
    expect(answer.warnings).toEqual([expect.stringContaining('DeleteOnTermination')]);
  });
});

describe('start through the troubles of the host', () => {
  const broken = new AgentError('host', 'ip: something went wrong');

  it('tries a configuration that failed again', async () => {
    world.a.host.fail(broken);
    world.clock.later(8000, () => world.a.host.fail(undefined));
    expect(await world.a.call('start')).toMatchObject(success);
    await expectServing();
  });

  it('goes on after a kernel that could not be read for a moment', async () => {
    world.clock.later(1000, () => world.a.links.failReads('no answer from sysfs'));
    world.clock.later(3000, () => world.a.links.failReads(undefined));
    expect(await world.a.call('start')).toMatchObject(success);
  });

  it('that takes no configuration is not asked, nor EC2, more than some times a second', async () => {
    world.a.host.configure = () => Promise.resolve();
    const answer = await world.a.call('start', { timeoutMs: 20_000 });
    expect(answer).toMatchObject({
      code: 1,
      reason: expect.stringMatching(
        /^time ran out while waiting for ens3 to take its configuration: /,
      ) as string,
    });
    expect(world.cloud.calls.length).toBeLessThan(110);
  });

  it('without ip: answers 5 at once, so that another node is tried', async () => {
    world.a.host.fail(new AgentError('not-installed', 'ip(8) is missing'));
    world.cloud.state.attached(eniId, me);
    const answer = await world.a.call('start');
    expect(answer).toMatchObject({ code: 5, reason: 'ip(8) is missing' });
    expect(answer.tookMs).toBeLessThan(1000);
  });

  it('without IPv6 serves over IPv4, and level 0 misses nothing', async () => {
    world.cloud.state.put(anEni({ ipv6: ['2001:db8:0:1::64'] }));
    const { host, links } = world.a;
    const ipv4Only = {
      checkTools: () => host.checkTools(),
      release: host.release.bind(host),
      inspect: (wish: Parameters<typeof host.inspect>[0]) => host.inspect({ ...wish, ipv6: [] }),
      configure: (wish: Parameters<typeof host.configure>[0]) => host.configure({ ...wish, ipv6: [] }),
    };
    expect(await world.a.call('start', { ports: { host: ipv4Only } })).toMatchObject(success);
    expect((await links.findByMac(eniMac))?.addresses).toEqual(anEni().ipv4);
    expect(await world.a.call('monitor')).toMatchObject(success);
  });
});

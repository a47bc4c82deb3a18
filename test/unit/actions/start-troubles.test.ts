import { beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { anEni, eniId, eniMac, me } from '../../fakes/samples.ts';

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

  it('without ip: takes nothing from a node that has it', async () => {
    await world.serveOn(world.b);
    world.a.host.fail(new AgentError('not-installed', 'ip(8) is missing'));
    expect(await world.a.call('start')).toMatchObject({ code: 5, reason: 'ip(8) is missing' });
    expect(world.cloud.calls.map(({ call }) => call)).not.toContain('detach');
    expect(await world.b.call('monitor')).toMatchObject(success);
  });

  it('with an ip that fails for the moment: takes the ENI when it works', async () => {
    await world.serveOn(world.b);
    world.a.host.fail(new AgentError('host', 'ip failed: Cannot allocate memory'));
    const worksAtMs = world.clock.nowMs() + 1200;
    void world.clock.sleep(1200).then(() => world.a.host.fail(undefined));
    expect(await world.a.call('start')).toMatchObject(success);
    const detach = world.cloud.calls.find(({ call }) => call === 'detach');
    expect(detach?.atMs).toBeGreaterThanOrEqual(worksAtMs);
  });

  it('without IPv6 serves over IPv4, and level 0 misses nothing', async () => {
    world.cloud.state.put(anEni({ ipv6: ['2001:db8:0:1::64'] }));
    const { host, links } = world.a;
    const ipv4Only = {
      checkTools: () => host.checkTools(),
      anticipate: () => host.anticipate(),
      release: host.release.bind(host),
      inspect: (wish: Parameters<typeof host.inspect>[0]) => host.inspect({ ...wish, ipv6: [] }),
      configure: (wish: Parameters<typeof host.configure>[0]) => host.configure({ ...wish, ipv6: [] }),
    };
    expect(await world.a.call('start', { ports: { host: ipv4Only } })).toMatchObject(success);
    expect((await links.findByMac(eniMac))?.addresses).toEqual(anEni().ipv4);
    expect(await world.a.call('monitor')).toMatchObject(success);
  });
});

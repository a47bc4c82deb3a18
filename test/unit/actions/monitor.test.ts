import { beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { anEni, eniId, eniMac, me } from '../../fakes/samples.ts';

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
});

const running = { code: 0, reason: '', warnings: [] };
const deep = { level: 10 };
const unreachable = new AgentError('transient', 'unreachable');
const attachment = () => world.cloud.state.eni(eniId).attachment!;

/** EC2 answers nothing but this from now on. */
function ec2Fails(error: AgentError): void {
  world.cloud.strike('describeEni', { kind: 'error', error });
}

describe('level 0', () => {
  it('looks at the kernel alone', async () => {
    await world.serveOn(world.a);
    expect(await world.a.call('monitor')).toMatchObject(running);
    expect(world.cloud.calls).toEqual([]);
  });

  it('needs neither EC2 nor identity', async () => {
    await world.serveOn(world.a);
    ec2Fails(unreachable);
    world.a.identity.mood = 'hangs';
    expect(await world.a.call('monitor')).toMatchObject(running);
  });

  it.each([
    ['the link is gone', () => world.a.links.unplug(eniMac), 7, ''],
    ['the link is down', () => world.a.links.change(eniMac, { up: false }), 1, /link is down/],
    ['the link has no carrier', () => world.a.links.change(eniMac, { running: false }), 1, /no carrier/],
    [
      'the address is gone',
      () => world.a.links.change(eniMac, { addresses: [] }),
      1,
      /10\.0\.1\.100 is missing/,
    ],
  ] as const)('finds that %s', async (_name, happen, code, reason) => {
    await world.serveOn(world.a);
    happen();
    expect(await world.a.call('monitor')).toMatchObject({
      code,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('misses secondary addresses that the last start configured, and no others', async () => {
    await world.serveOn(world.a);
    await world.a.configured.write(eniId, ['10.0.1.100', '10.0.1.101']);
    expect((await world.a.call('monitor')).code).toBe(1);
    await world.a.configured.forget(eniId);
    expect((await world.a.call('monitor')).code).toBe(0);
  });

  it('requires nothing but the link with interface_config=none', async () => {
    await world.serveOn(world.a);
    world.a.links.change(eniMac, { up: false });
    const answer = await world.a.call('monitor', { parameters: { interface_config: 'none' } });
    expect(answer).toMatchObject(running);
  });

  it('asks EC2 only where the MAC was never learned', async () => {
    expect((await world.a.call('monitor')).code).toBe(7);
    expect(world.cloud.named('describeEni')).toHaveLength(1);
    expect((await world.a.call('monitor')).code).toBe(7);
    expect(world.cloud.named('describeEni')).toHaveLength(1);
  });

  it('says that the kernel could not be read, which is not the same as no link', async () => {
    await world.serveOn(world.a);
    world.a.links.failReads('no answer from sysfs');
    expect(await world.a.call('monitor')).toMatchObject({ code: 1, reason: 'no answer from sysfs' });
  });
});

describe('level 10', () => {
  it('asks EC2 once', async () => {
    await world.serveOn(world.a);
    expect(await world.a.call('monitor', deep)).toMatchObject(running);
    expect(world.cloud.calls.map(({ call }) => call)).toEqual(['describeEni']);
  });

  it('finds rules and routes that are missing', async () => {
    await world.serveOn(world.a);
    await world.a.host.release({ eniId, routeTable: 'auto' });
    const answer = await world.a.call('monitor', deep);
    expect(answer).toMatchObject({ code: 1, reason: expect.stringContaining('rules and routes') as string });
  });

  it('finds an ENI that was taken off behind our back, when its link is gone', async () => {
    await world.serveOn(world.a);
    world.cloud.state.release(eniId, attachment().attachmentId);
    expect((await world.a.call('monitor', deep)).code).toBe(7);
  });

  it('believes after five seconds that EC2 means it when it denies a link that is here', async () => {
    await world.serveOn(world.a);
    world.cloud.state.put(anEni());
    const answer = await world.a.call('monitor', deep);
    expect(answer).toMatchObject({ code: 1, reason: expect.stringContaining('is available') as string });
    expect(answer.tookMs).toBeGreaterThan(5000);
    expect(answer.tookMs).toBeLessThan(6500);
  });

  it('is not deceived by an EC2 that is stale for three seconds', async () => {
    await world.serveOn(world.a);
    const truth = world.cloud.state.eni(eniId);
    world.cloud.state.put(anEni());
    world.clock.later(3000, () => world.cloud.state.put(truth));
    expect(await world.a.call('monitor', deep)).toMatchObject(running);
  });

  it.each(['throttled', 'transient', 'unauthorized', 'credentials', 'clock-skew', 'failed'] as const)(
    'calls a link that serves degraded when EC2 says %s, after half of its time',
    async (kind) => {
      await world.serveOn(world.a);
      ec2Fails(new AgentError(kind, `EC2 said ${kind}`));
      const answer = await world.a.call('monitor', { ...deep, timeoutMs: 20_000 });
      expect(answer).toMatchObject({ code: 190, reason: expect.stringContaining(kind) as string });
      expect(answer.tookMs).toBeGreaterThan(4000);
      expect(answer.tookMs).toBeLessThan(9500);
    },
  );

  it('asks a throttling EC2 a few times, not many', async () => {
    await world.serveOn(world.a);
    ec2Fails(new AgentError('throttled', 'slow down'));
    await world.a.call('monitor', { ...deep, timeoutMs: 20_000 });
    expect(world.cloud.calls.length).toBeLessThanOrEqual(6);
  });

  it('recovers when EC2 does within that time', async () => {
    await world.serveOn(world.a);
    ec2Fails(unreachable);
    world.clock.later(6000, () => world.cloud.heal());
    expect(await world.a.call('monitor', { ...deep, timeoutMs: 20_000 })).toMatchObject(running);
  });

  it.each([
    ['EC2', () => world.cloud.strike('describeEni', { kind: 'hang' }), 190],
    ['the sources of the instance id', () => (world.a.identity.mood = 'hangs'), 0],
  ])('answers in time while %s hang', async (_name, happen, code) => {
    await world.serveOn(world.a);
    happen();
    const answer = await world.a.call('monitor', { ...deep, timeoutMs: 20_000 });
    expect(answer.code).toBe(code);
    expect(answer.tookMs).toBeLessThan(10_000);
  });

  it('does not restart what serves because its rules cannot be listed', async () => {
    await world.serveOn(world.a);
    world.a.host.fail(new AgentError('host', 'ip: something went wrong'));
    const answer = await world.a.call('monitor', deep);
    expect(answer).toMatchObject({
      code: 190,
      reason: 'works here now, but its rules and routes could not be checked: ip: something went wrong',
    });
  });

  it('answers in time while ip hangs', async () => {
    await world.serveOn(world.a);
    world.a.host.inspect = () => new Promise(() => undefined);
    const answer = await world.a.call('monitor', { ...deep, timeoutMs: 20_000 });
    expect(answer.code).toBe(190);
    expect(answer.tookMs).toBeLessThanOrEqual(18_000);
  });

  it.each([
    ['disabled', true, 1],
    ['enabled', false, 190],
    ['keep', true, 0],
  ])('with source_dest_check=%s and it being %s: %i', async (wanted, actual, code) => {
    await world.serveOn(world.a);
    world.cloud.state.put({ ...world.cloud.state.eni(eniId), sourceDestCheck: actual });
    const answer = await world.a.call('monitor', { ...deep, parameters: { source_dest_check: wanted } });
    expect(answer.code).toBe(code);
  });

  it('finds an ENI attached here whose link never came, after five seconds', async () => {
    world.knowsFacts(world.a);
    world.cloud.state.attached(eniId, me);
    world.a.links.unplug(eniMac);
    const answer = await world.a.call('monitor', deep);
    expect(answer).toMatchObject({ code: 1, reason: expect.stringContaining('not visible') as string });
    expect(answer.tookMs).toBeGreaterThan(5000);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { patience } from '../../../src/domain/patience.ts';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { eniId, eniMac, me, peer } from '../../fakes/samples.ts';

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

describe('stop', () => {
  it('detaches, in EC2s own time and little more', async () => {
    await world.serveOn(world.a);
    const answer = await world.a.call('stop');
    expect(answer).toMatchObject(success);
    expect(answer.tookMs).toBeLessThan(2500 + 500);
    await expectGone();
  });

  it('done again succeeds within seconds', async () => {
    await world.serveOn(world.a);
    await world.a.call('stop');
    const answer = await world.a.call('stop');
    expect(answer).toMatchObject(success);
    expect(answer.tookMs).toBeLessThan(patience.attachEchoMs + 500);
  });

  it('and a start on the peer make a failover of at most 30 calls', async () => {
    await world.serveOn(world.a);
    world.knowsFacts(world.b);
    expect(await world.a.call('stop')).toMatchObject(success);
    expect(await world.b.call('start')).toMatchObject(success);
    expect(world.holder).toBe(peer);
    expect(world.cloud.calls.length).toBeLessThanOrEqual(30);
  });

  it('leaves a peer alone, and cleans up what is left here', async () => {
    await world.serveOn(world.a);
    world.cloud.state.release(eniId, attachmentId());
    await world.serveOn(world.b);
    expect(world.a.host.hasRouting(eniId)).toBe(true);
    expect(await world.a.call('stop')).toMatchObject(success);
    await expectGone();
    expect(world.holder).toBe(peer);
    expect(world.cloud.named('detach')).toHaveLength(0);
  });

  it('succeeds on a node that never met the ENI and knows nothing of it', async () => {
    expect(await world.b.call('stop')).toMatchObject(success);
  });

  it('forces a guest of its own that does not let go', async () => {
    await world.serveOn(world.a);
    world.cloud.state.instance(me).acknowledges = false;
    const answer = await world.a.call('stop', { parameters: { force_after: '5' } });
    expect(answer).toMatchObject(success);
    expect(answer.events.join()).toContain('with force');
    await expectGone();
  });

  it('takes off an attachment that a killed start left on its way', async () => {
    world.cloud.state.attach({ eniId, instanceId: me, deviceIndex: 1, networkCardIndex: 0 });
    world.knowsFacts(world.a);
    expect(await world.a.call('stop')).toMatchObject(success);
    await expectGone();
  });

  it('settles a lost reply by looking', async () => {
    await world.serveOn(world.a);
    world.cloud.strike('detach', { kind: 'lost-reply' }, 1);
    expect(await world.a.call('stop')).toMatchObject(success);
    expect(world.cloud.named('detach')).toHaveLength(1);
  });

  it('does not depend on parameters that make no sense', async () => {
    await world.serveOn(world.a);
    const answer = await world.a.call('stop', { parameters: { mtu: 'huge', region: '$(reboot)' } });
    expect(answer.code).toBe(0);
    await expectGone();
  });

  it('does not depend on knowing which instance this is: the link tells', async () => {
    await world.serveOn(world.a);
    world.a.identity.mood = 'fails';
    expect(await world.a.call('stop')).toMatchObject(success);
    await expectGone();
  });

  it('nor on sources of the instance id that never answer', async () => {
    await world.serveOn(world.a);
    world.a.identity.mood = 'hangs';
    expect(await world.a.call('stop')).toMatchObject(success);
    await expectGone();
  });

  it('goes on after a kernel that could not be read for a moment', async () => {
    await world.serveOn(world.a);
    world.a.links.failReads('no answer from sysfs');
    world.clock.later(3000, () => world.a.links.failReads(undefined));
    expect(await world.a.call('stop')).toMatchObject(success);
    await expectGone();
  });

  it('fails when the kernel cannot be read to the end', async () => {
    await world.serveOn(world.a);
    world.a.links.failReads('no answer from sysfs');
    expect(await world.a.call('stop')).toMatchObject({ code: 1, reason: 'no answer from sysfs' });
  });
});

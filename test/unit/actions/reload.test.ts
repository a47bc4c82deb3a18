import { beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { eniId, me, peer } from '../../fakes/samples.ts';

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
});

describe('reload-agent', () => {
  const disabled = { parameters: { source_dest_check: 'disabled' } };

  it('applies what changed to an ENI that is here, without taking anything away', async () => {
    await world.serveOn(world.a);
    world.cloud.state.put({ ...world.cloud.state.eni(eniId), sourceDestCheck: true });
    expect(await world.a.call('reload-agent', disabled)).toMatchObject({ code: 0, reason: '' });
    expect(world.cloud.state.eni(eniId).sourceDestCheck).toBe(false);
    expect(world.holder).toBe(me);
    expect(world.cloud.named('detach')).toEqual([]);
  });

  it('configures what the link lacks', async () => {
    await world.serveOn(world.a);
    await world.a.host.release({ eniId, routeTable: 'auto' });
    expect((await world.a.call('reload-agent')).code).toBe(0);
    expect(world.a.host.hasRouting(eniId)).toBe(true);
  });

  it('does nothing where the ENI is not', async () => {
    await world.serveOn(world.b);
    world.cloud.state.put({ ...world.cloud.state.eni(eniId), sourceDestCheck: true });
    expect((await world.a.call('reload-agent', disabled)).code).toBe(0);
    expect(world.holder).toBe(peer);
    expect(world.cloud.named('setSourceDestCheck')).toEqual([]);
  });

  it('asks again where EC2 refuses for a moment', async () => {
    await world.serveOn(world.a);
    world.cloud.state.put({ ...world.cloud.state.eni(eniId), sourceDestCheck: true });
    const error = new AgentError('throttled', 'slow down');
    world.cloud.strike(['describeEni', 'setSourceDestCheck'], { kind: 'error', error }, 3);
    expect((await world.a.call('reload-agent', disabled)).code).toBe(0);
    expect(world.cloud.state.eni(eniId).sourceDestCheck).toBe(false);
  });

  it('is not deceived by an EC2 that answers from before the ENI came', async () => {
    await world.serveOn(world.a);
    world.cloud.state.put({ ...world.cloud.state.eni(eniId), sourceDestCheck: true });
    world.cloud.strike('describeEni', { kind: 'stale', agoMs: 60_000 }, 3);
    expect((await world.a.call('reload-agent', disabled)).code).toBe(0);
    expect(world.cloud.state.eni(eniId).sourceDestCheck).toBe(false);
  });

  it('claims nothing where EC2 steadily denies the link that is here', async () => {
    await world.serveOn(world.a);
    world.cloud.strike('describeEni', { kind: 'stale', agoMs: 60_000 });
    const answer = await world.a.call('reload-agent', { ...disabled, timeoutMs: 20_000 });
    expect(answer.code).toBe(1);
    expect(answer.reason).toMatch(/available, yet the kernel has \w+$/);
    expect(answer.tookMs).toBeLessThan(8_000);
  });

  it.each([
    ['transient', 1],
    ['eni-not-found', 1],
    ['unauthorized', 1],
  ] as const)('fails in time when EC2 says nothing but %s', async (kind, code) => {
    await world.serveOn(world.a);
    world.cloud.strike('describeEni', { kind: 'error', error: new AgentError(kind, 'no') });
    const answer = await world.a.call('reload-agent', { timeoutMs: 20_000 });
    expect(answer).toMatchObject({ code, reason: 'no' });
    expect(answer.tookMs).toBeLessThan(18_000);
  });
});

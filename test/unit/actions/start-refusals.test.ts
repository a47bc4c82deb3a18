import { beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { anEni, eniId, me, peer } from '../../fakes/samples.ts';

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
  world.knowsFacts(world.a);
});

const success = { code: 0, reason: '', warnings: [] };

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

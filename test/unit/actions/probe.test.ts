import { beforeEach, describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/domain/errors.ts';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { eniId, eniMac } from '../../fakes/samples.ts';

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
});

const running = { code: 0, reason: '', warnings: [] };
const probe = { intervalMs: 0 };
const unreachable = new AgentError('transient', 'unreachable');

/** EC2 answers nothing but this from now on. */
function ec2Fails(error: AgentError): void {
  world.cloud.strike('describeEni', { kind: 'error', error });
}

describe('a probe', () => {
  it('on a passive node says 7 with one call', async () => {
    await world.serveOn(world.a);
    expect(await world.b.call('monitor', probe)).toMatchObject({ code: 7, reason: '' });
    expect(world.cloud.calls).toHaveLength(1);
  });

  it('where it runs says 0', async () => {
    await world.serveOn(world.a);
    expect(await world.a.call('monitor', probe)).toMatchObject(running);
  });

  it.each([
    ['EC2 is unreachable', unreachable],
    ['EC2 denies', new AgentError('unauthorized', 'denied')],
    ['EC2 knows no such ENI', new AgentError('eni-not-found', 'no such ENI')],
  ])('where the link is known to be absent says 7 although %s', async (_name, error) => {
    world.knowsFacts(world.b);
    ec2Fails(error);
    expect((await world.b.call('monitor', probe)).code).toBe(7);
  });

  it('on a node that never met the ENI, with the primary link alone, says 7 without EC2', async () => {
    ec2Fails(unreachable);
    expect((await world.b.call('monitor', probe)).code).toBe(7);
  });

  it('with other links says 7 when the instance metadata knows them all as others', async () => {
    ec2Fails(unreachable);
    world.b.links.plug({ mac: '06:00:00:00:01:77' });
    world.b.identity.enisByMac = new Map([
      ['06:00:00:00:01:0b', 'eni-0bbbbbbbbbbbbbbb2'],
      ['06:00:00:00:01:77', 'eni-0other'],
    ]);
    expect((await world.b.call('monitor', probe)).code).toBe(7);
  });

  it.each([
    ['does not answer', undefined],
    ['does not know one of them', new Map([['06:00:00:00:01:0b', 'eni-0bbbbbbbbbbbbbbb2']])],
    ['knows links that are not here', new Map([['06:00:00:00:01:99', 'eni-0other']])],
  ])('with other links admits that it cannot tell when the instance metadata %s', async (_name, enis) => {
    ec2Fails(unreachable);
    world.b.links.plug({ mac: '06:00:00:00:01:77' });
    world.b.identity.enisByMac = enis;
    const answer = await world.b.call('monitor', { ...probe, timeoutMs: 20_000 });
    expect(answer).toMatchObject({ code: 5, reason: expect.stringContaining('cannot be told') as string });
    const recurring = await world.b.call('monitor', { timeoutMs: 20_000 });
    expect(recurring.code).toBe(1);
  });

  it('admits that it cannot tell where the kernel shows no hardware link at all', async () => {
    ec2Fails(unreachable);
    world.b.links.unplug('06:00:00:00:01:0b');
    world.b.identity.enisByMac = new Map([['06:00:00:00:01:0b', 'eni-0bbbbbbbbbbbbbbb2']]);
    expect((await world.b.call('monitor', { ...probe, timeoutMs: 20_000 })).code).toBe(5);
  });

  it('finds the link by the instance metadata where EC2 is silent', async () => {
    ec2Fails(unreachable);
    world.b.links.plug({ mac: eniMac, up: true, running: true });
    world.b.identity.enisByMac = new Map([[eniMac, eniId]]);
    expect((await world.b.call('monitor', { ...probe, timeoutMs: 20_000 })).code).toBe(190);
  });

  it('answers in time while the instance metadata hangs', async () => {
    ec2Fails(unreachable);
    world.b.links.plug({ mac: '06:00:00:00:01:77' });
    world.b.identity.eniIdsByMac = () => new Promise(() => undefined);
    const answer = await world.b.call('monitor', { ...probe, timeoutMs: 20_000 });
    expect(answer.code).toBe(5);
    expect(answer.tookMs).toBeLessThanOrEqual(18_000);
  });
});

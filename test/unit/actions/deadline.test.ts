import { describe, expect, it } from 'vitest';
import { FakeWorld } from '../../fakes/fake-world.ts';
import { eniId } from '../../fakes/samples.ts';

const never = () => new Promise<never>(() => undefined);

/** Everything that an action waits for, hanging one at a time. */
const hangs: Record<string, (world: FakeWorld) => void> = {
  describeEni: ({ cloud }) => cloud.strike('describeEni', { kind: 'hang' }),
  describeInstance: ({ cloud }) => cloud.strike('describeInstance', { kind: 'hang' }),
  describeSubnet: ({ cloud }) => cloud.strike('describeSubnet', { kind: 'hang' }),
  'limits of the instance type': ({ cloud }) => cloud.strike('maximumInterfaces', { kind: 'hang' }),
  attach: ({ cloud }) => cloud.strike('attach', { kind: 'hang' }),
  detach: ({ cloud }) => cloud.strike('detach', { kind: 'hang' }),
  'source/dest check': ({ cloud }) => cloud.strike('setSourceDestCheck', { kind: 'hang' }),
  'probing rights': ({ cloud }) => cloud.strike('probeRight', { kind: 'hang' }),
  'the instance id': ({ a }) => (a.identity.mood = 'hangs'),
  'checking tools': ({ a }) => (a.host.checkTools = never),
  'inspecting the host': ({ a }) => (a.host.inspect = never),
  'configuring the host': ({ a }) => (a.host.configure = never),
  'releasing the host': ({ a }) => (a.host.release = never),
  'the kernel': ({ a }) => (a.links.findByMac = never),
};

const calls = {
  'start that steals': { action: 'start', on: 'b' },
  'start where it is': { action: 'start', on: 'a' },
  stop: { action: 'stop', on: 'a' },
  'stop where it is not': { action: 'stop', on: 'b' },
  'deep monitor': { action: 'monitor', on: 'a' },
  'validate-all': { action: 'validate-all', on: 'a' },
  'reload-agent': { action: 'reload-agent', on: 'a' },
} as const;

const rows = Object.keys(calls).flatMap((call) =>
  Object.keys(hangs).flatMap((port) =>
    [1_000, 20_000, 90_000].map((timeoutMs) => [call, port, timeoutMs] as const),
  ),
);

describe('an action ends by itself before it would be killed', () => {
  it.each(rows)('%s, with %s hanging and %i ms given', async (name, port, timeoutMs) => {
    const world = new FakeWorld();
    const call = calls[name as keyof typeof calls];
    await world.serveOn(call.on === 'a' ? world.a : world.b);
    world.a.facts.kept.delete(eniId);
    hangs[port]?.(world);
    const parameters = { source_dest_check: 'enabled' };
    const answer = await world.a.call(call.action, { timeoutMs, level: 10, parameters });
    expect(answer.tookMs).toBeLessThanOrEqual(timeoutMs - Math.max(500, timeoutMs / 10));
    if (answer.code !== 0) expect(answer.reason).not.toBe('');
  });
});

describe('time that is over', () => {
  it.each(['start', 'stop', 'monitor', 'validate-all', 'reload-agent'])(
    '%s leaves no timer behind',
    async (action) => {
      const world = new FakeWorld();
      await world.serveOn(world.a);
      await world.a.call(action, { level: 10 });
      expect(world.clock.pendingSleeps).toBe(0);
    },
  );
});

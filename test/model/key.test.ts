import { expect, it } from 'vitest';
import { realDecisions } from './decisions.ts';
import { keyOf } from './key.ts';
import { newOp } from './new-op.ts';
import { beginnings, scenarios } from './scenarios.ts';
import { nowMs, tickMs, type Holding, type Node, type Op, type World } from './world.ts';

const world = beginnings(scenarios.calm)[1]!;
const start = newOp('start', realDecisions);
const holding: Holding = { id: 'eni-attach-0', node: 0, status: 'attached', forced: false };

function node(change: Partial<Node>): World {
  return { ...world, nodes: [{ ...world.nodes[0]!, ...change }, world.nodes[1]!] };
}

function op(change: Partial<Op>): World {
  return node({ op: { ...start, ...change } });
}

function memory(change: Partial<Op['memory']>): World {
  return op({ memory: { ...start.memory, ...change } });
}

it('tells states apart that differ in anything', () => {
  const attach = { do: 'attach', deviceIndex: 1, networkCardIndex: 0 } as const;
  const detach = { attachmentId: 'eni-attach-0', sinceMs: nowMs };
  const different: World[] = [
    world,
    { ...world, holding: undefined },
    ...(['attaching', 'detaching', 'detached'] as const).map((status) => ({
      ...world,
      holding: { ...holding, status },
    })),
    { ...world, holding: { ...holding, forced: true } },
    { ...world, holding: { ...holding, node: 1 } },
    ...[0, 1].map((ageTicks) => ({ ...world, past: [{ holding: undefined, ageTicks }] })),
    { ...world, past: [{ holding: { ...holding, status: 'attaching' }, ageTicks: 0 }] },
    ...[0, 1].map((at) => ({ ...world, late: { at, step: attach } })),
    { ...world, thefts: { by: 0, turns: 0 } },
    { ...world, thefts: { by: 1, turns: 0 } },
    { ...world, thefts: { by: 1, turns: 1 } },
    ...(['pending', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const).map((instance) =>
      node({ instance }),
    ),
    node({ instance: 'stopping', stoppingTicks: 1 }),
    ...(['mute', 'dead', 'off'] as const).map((guest) => node({ guest })),
    ...(['none', 'bare'] as const).map((link) => node({ link })),
    node({ macKnown: false }),
    node({ slotBlocked: true }),
    ...(['unprobed', 'off', 'failed', 'lost', 'down'] as const).map((role) => node({ role })),
    ...(['start', 'stop', 'monitor', 'probe'] as const).map((action) => op({ action })),
    op({ phase: 'look' }),
    op({ phase: 'act' }),
    op({ timeUp: true }),
    op({ knowsItself: false }),
    op({ action: 'stop', ageTicks: 1 }),
    op({ view: { kind: 'absent' } }),
    ...(['transient', 'unauthorized'] as const).map((error) => op({ view: { kind: 'unknown', error } })),
    op({ view: { kind: 'known', holding: undefined, holder: 'unknown' } }),
    op({ view: { kind: 'known', holding, holder: 'unknown' } }),
    op({ view: { kind: 'known', holding, holder: 'running' } }),
    op({ step: { do: 'configure' } }),
    op({ step: { do: 'release' } }),
    op({ step: attach }),
    op({ step: { do: 'attach', deviceIndex: 2, networkCardIndex: 0 } }),
    op({ step: { do: 'detach', attachmentId: 'eni-attach-0', force: false } }),
    op({ step: { do: 'detach', attachmentId: 'eni-attach-0', force: true } }),
    ...Object.keys(start.ghost).map((flag) => op({ ghost: { ...start.ghost, [flag]: true } })),
    memory({ attachedHere: true }),
    memory({ detach }),
    memory({ detach: { ...detach, sinceMs: nowMs - tickMs } }),
    memory({ detach: { ...detach, sentMs: nowMs } }),
    memory({ detach: { ...detach, forceSentMs: nowMs } }),
    memory({ detach: { ...detach, attachmentId: 'eni-attach-1' } }),
    memory({ earlierAttachments: ['eni-attach-0'] }),
    memory({ takenIndexes: [1] }),
    memory({ released: true }),
    memory({ attachSentMs: nowMs }),
    memory({ contradictionSinceMs: nowMs }),
    memory({ failure: { step: 'attach', kind: 'transient', message: '', atMs: nowMs } }),
    memory({ failure: { step: 'detach', kind: 'transient', message: '', atMs: nowMs } }),
    memory({ failure: { step: 'detach', kind: 'unauthorized', message: '', atMs: nowMs } }),
  ];
  const keys = different.map(keyOf);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

it('does not tell states apart that differ only in names', () => {
  const renamed = { ...holding, id: 'eni-attach-3' };
  const swapped: World = { ...world, holding: { ...renamed, node: 1 }, nodes: [...world.nodes].reverse() };
  expect(keyOf(swapped)).toBe(keyOf(world));
});

import type { MoveMemory } from '../../src/domain/move-memory.ts';
import type { Move } from './move.ts';
import {
  earliestDeadlineTicks,
  nowMs,
  oldestTicks,
  tickMs,
  type Node,
  type Op,
  type World,
} from './world.ts';

/**
 * A tick passes, unless an agent is between looking and acting: those follow each other within the same tick. Bygone
 * answers of the tick before last are over, and so are requests of the dead.
 */
export function timeMoves(world: World): Move[] {
  if (world.nodes.some(({ op }) => op !== undefined && op.phase !== 'read')) return [];
  const past = world.past
    .filter(({ ageTicks }) => ageTicks < 1)
    .map(({ holding, ageTicks }) => ({ holding, ageTicks: ageTicks + 1 }));
  const nodes = world.nodes.map(agedNode);
  return [{ what: 'a tick passes', world: { ...world, past, nodes, late: undefined } }];
}

function agedNode(node: Node): Node {
  const stopping = node.instance === 'stopping' && node.stoppingTicks < oldestTicks;
  if (node.op === undefined && !stopping) return node;
  const stoppingTicks = node.stoppingTicks + (stopping ? 1 : 0);
  return { ...node, stoppingTicks, op: node.op === undefined ? undefined : aged(node.op) };
}

/** A look that a stop keeps for its last decision is not older than its last call, so it does not outlive a tick. */
function aged(op: Op): Op {
  return {
    ...op,
    view: undefined,
    memory: agedMemory(op.memory),
    ageTicks: Math.min(earliestDeadlineTicks, op.ageTicks + 1),
  };
}

/** Every point in time moves a tick further from now, down to the oldest that any patience tells apart. */
function agedMemory(memory: MoveMemory): MoveMemory {
  // All that it holds is times, records of times, and the rest that agedRecord leaves as it is: no type says so.
  return agedRecord(memory as unknown as Readonly<Record<string, unknown>>) as unknown as MoveMemory;
}

function agedRecord(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, agedValue(key, value)]));
}

function agedValue(key: string, value: unknown): unknown {
  if (typeof value === 'number' && key.endsWith('Ms')) {
    return Math.max(nowMs - oldestTicks * tickMs, value - tickMs);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return agedRecord(value as Readonly<Record<string, unknown>>);
  }
  return value;
}

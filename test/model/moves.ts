import { actMoves } from './agent-acts.ts';
import { decideMoves, glanceMoves } from './agent-decides.ts';
import { readMoves } from './agent-reads.ts';
import { clusterMoves } from './cluster.ts';
import { liveIds } from './cloud.ts';
import type { Decisions } from './decisions.ts';
import { judgeWorld, witness } from './invariants.ts';
import type { Moment } from './moment.ts';
import type { Move } from './move.ts';
import { natureMoves } from './nature.ts';
import type { Scenario } from './scenario.ts';
import { timeMoves } from './time.ts';
import type { Node, Op, World } from './world.ts';

/** Everything that may happen next, always in the same order, so that a position in the list names a move. */
export function movesOf(world: World, scenario: Scenario, decisions: Decisions): Move[] {
  return [
    ...world.nodes.flatMap((node, at) =>
      node.op === undefined ? [] : agentMoves({ world, scenario, decisions, at, op: node.op }),
    ),
    ...natureMoves(world, scenario),
    ...clusterMoves(world, scenario, decisions),
    ...timeMoves(world),
  ].map((move) => {
    const settled = settle(move.world);
    return { ...move, world: settled, breach: move.breach ?? judgeWorld(scenario, settled) };
  });
}

/** What one agent may do next. */
export function agentMoves(moment: Moment): Move[] {
  switch (moment.op.phase) {
    case 'read':
      return [...readMoves(moment), ...glanceMoves(moment)];
    case 'look':
      return decideMoves(moment);
    case 'act':
      return actMoves(moment);
  }
}

/** Lets monitors witness the new moment, and forgets attachments that nobody can ever see again. */
export function settle(world: World): World {
  if (world.nodes.every(({ op }) => op === undefined)) return world;
  const live = liveIds(world);
  let nodes: Node[] | undefined;
  for (const [at, node] of world.nodes.entries()) {
    if (node.op === undefined) continue;
    const op = settleOp(world, at, node.op, live);
    if (op === node.op) continue;
    nodes ??= [...world.nodes];
    nodes[at] = { ...node, op };
  }
  return nodes === undefined ? world : { ...world, nodes };
}

function settleOp(world: World, at: number, op: Op, live: readonly string[]): Op {
  if (op.action === 'monitor' || op.action === 'probe') {
    const ghost = witness(world, at, op.ghost);
    return ghost === op.ghost ? op : { ...op, ghost };
  }
  const { memory } = op;
  const { detach, earlierAttachments } = memory;
  const lost = detach !== undefined && detach.attachmentId !== gone && !live.includes(detach.attachmentId);
  if (!lost && earlierAttachments.every((id) => live.includes(id))) return op;
  return {
    ...op,
    memory: {
      ...memory,
      earlierAttachments: earlierAttachments.filter((id) => live.includes(id)),
      ...(lost ? { detach: { ...detach, attachmentId: gone } } : {}),
    },
  };
}

const gone = 'gone';

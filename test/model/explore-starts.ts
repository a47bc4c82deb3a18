import { agentMoves, settle } from './moves.ts';
import type { Decisions } from './decisions.ts';
import { describeWorld } from './describe-world.ts';
import { keyOf } from './key.ts';
import { natureMoves } from './nature.ts';
import { newOp } from './new-op.ts';
import type { Scenario } from './scenario.ts';
import { timeMoves } from './time.ts';
import { isAlive, withNode, type World } from './world.ts';

/** One start on one node, while everything else is left alone and nothing fails any more. */
interface Course {
  readonly world: World;
  readonly at: number;
  readonly ticks: number;
  /** Replies that may still be lost. */
  readonly faults: number;
  /** The agent has looked and decided since the last tick. */
  readonly looked: boolean;
  /** What was about to happen by itself when the last tick came: it happens before the next. */
  readonly due: readonly string[];
  readonly cameBy: { readonly from: Course; readonly what: string } | undefined;
}

export interface Courses {
  readonly starts: number;
  readonly states: number;
  /** The longest that a start took. */
  readonly ticks: number;
  readonly failed: { readonly why: string; readonly trace: readonly string[] } | undefined;
}

/**
 * Every course that a start can take from each of the given worlds, on each node that could carry it out: EC2 may answer
 * late and from the past, but it answers, and each thing that it or a kernel does by itself takes two ticks at most.
 * Finds a start that fails or is not done within `mostTicks`.
 */
export function exploreStarts(
  worlds: readonly World[],
  scenario: Scenario,
  decisions: Decisions,
  { mostTicks, faults }: { mostTicks: number; faults: number },
): Courses {
  const seen = new Set<string>();
  const courses = worlds.flatMap((world) => beginnings(world, decisions, faults));
  const tally = { starts: courses.length, ticks: 0 };
  for (const first of courses) {
    for (let open = [first]; open.length > 0;) {
      const next: Course[] = [];
      for (const course of open) {
        tally.ticks = Math.max(tally.ticks, course.ticks);
        const late = course.ticks > mostTicks ? `not done within ${mostTicks} ticks` : undefined;
        if (late !== undefined)
          return { ...tally, states: seen.size, failed: { why: late, trace: traceOf(course) } };
        for (const after of coursesFrom(course, scenario, decisions)) {
          const { op, role } = after.world.nodes[after.at]!;
          if (op === undefined && role === 'on') continue;
          if (op === undefined)
            return { ...tally, states: seen.size, failed: { why: 'it failed', trace: traceOf(after) } };
          const key = `${keyOf(after.world)}/${after.ticks}/${after.faults}${after.looked ? 'l' : ''}${after.due.join()}`;
          if (seen.has(key)) continue;
          seen.add(key);
          next.push(after);
        }
      }
      open = next;
    }
  }
  return { ...tally, states: seen.size, failed: undefined };
}

function beginnings(world: World, decisions: Decisions, faults: number): Course[] {
  return world.nodes.flatMap((node, at) => {
    if (!isAlive(node) || node.instance !== 'running') return [];
    const called = withNode(world, at, { op: newOp('start', decisions), role: 'off' });
    return [{ world: called, at, ticks: 0, faults, looked: false, due: [], cameBy: undefined }];
  });
}

function coursesFrom(course: Course, scenario: Scenario, decisions: Decisions): Course[] {
  const { world, at, ticks, faults, looked, due } = course;
  const op = world.nodes[at]!.op!;
  const nature = natureMoves(world, scenario);
  const agent = agentMoves({ world, scenario, decisions, at, op })
    .filter(({ fault }) => fault !== true || faults > 0)
    .map((move) => ({ ...move, looked: looked || op.phase === 'look' }));
  const moves = [...agent, ...nature.map((move) => ({ ...move, looked }))].map((move) => ({
    ...course,
    world: settle(move.world),
    faults: faults - (move.fault === true ? 1 : 0),
    looked: move.looked,
    cameBy: { from: course, what: move.what },
  }));
  if (!looked || nature.some(({ what }) => due.includes(what))) return moves;
  const later = timeMoves(world).map((move) => ({
    ...course,
    world: move.world,
    ticks: ticks + 1,
    looked: false,
    due: nature.map(({ what }) => what),
    cameBy: { from: course, what: move.what },
  }));
  return [...moves, ...later];
}

function traceOf(course: Course): string[] {
  const trace: string[] = [];
  let first = course;
  for (let at = course.cameBy; at !== undefined; at = at.from.cameBy) {
    trace.unshift(at.what);
    first = at.from;
  }
  return [...describeWorld(first.world), ...trace];
}

import type { Decisions } from './decisions.ts';
import { describeWorld } from './describe-world.ts';
import { keyOf } from './key.ts';
import type { Breach } from './move.ts';
import { movesOf } from './moves.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

export interface Exploration {
  readonly states: number;
  readonly moves: number;
  /** Moves from the beginning to the farthest state seen. */
  readonly depth: number;
  /** Every reachable state was seen; else the bound on states ended it. */
  readonly complete: boolean;
  readonly breach: (Breach & { readonly trace: readonly string[] }) | undefined;
}

/**
 * Breadth first through every state that can be reached, until there are no more, the bound is met or an invariant is
 * broken; the trace of a breach is then a shortest one. `visit` is called once with every state.
 */
export function explore(
  beginnings: readonly World[],
  scenario: Scenario,
  decisions: Decisions,
  visit: (world: World) => void = () => undefined,
): Exploration {
  const seen = new Set<string>();
  /** For each state by number: the one it was first reached from, and by which of its moves. */
  const parents: number[] = [];
  const ordinals: number[] = [];
  let level: { world: World; number: number }[] = [];
  for (const [at, world] of beginnings.entries()) {
    seen.add(keyOf(world));
    visit(world);
    level.push({ world, number: at });
    parents.push(-1);
    ordinals.push(at);
  }
  let moves = 0;
  let depth = 0;
  for (; level.length > 0; depth += 1) {
    const next: typeof level = [];
    for (const { world, number } of level) {
      for (const [ordinal, move] of movesOf(world, scenario, decisions).entries()) {
        moves += 1;
        if (move.breach !== undefined) {
          const trace = [...traceTo(number), move.what];
          return {
            states: seen.size,
            moves,
            depth: depth + 1,
            complete: false,
            breach: { ...move.breach, trace },
          };
        }
        const key = keyOf(move.world);
        if (seen.has(key)) continue;
        seen.add(key);
        visit(move.world);
        next.push({ world: move.world, number: parents.length });
        parents.push(number);
        ordinals.push(ordinal);
      }
      if (seen.size >= scenario.mostStates) {
        return { states: seen.size, moves, depth: depth + 1, complete: false, breach: undefined };
      }
    }
    level = next;
  }
  return { states: seen.size, moves, depth, complete: true, breach: undefined };

  function traceTo(number: number): string[] {
    const path: number[] = [];
    let root = number;
    for (; parents[root] !== -1; root = parents[root]!) path.unshift(ordinals[root]!);
    let world = beginnings[root]!;
    const trace = [...describeWorld(world)];
    for (const ordinal of path) {
      const move = movesOf(world, scenario, decisions)[ordinal]!;
      world = move.world;
      trace.push(move.what);
    }
    return trace;
  }
}

import type { Decisions } from './decisions.ts';
import { explore, type Exploration } from './explore.ts';
import { exploreStarts, type Courses } from './explore-starts.ts';
import type { Invariant } from './invariants.ts';
import { createQuietWorlds } from './quiet-worlds.ts';
import { beginnings, scenarios, type ScenarioName } from './scenarios.ts';
import type { World } from './world.ts';

/** How far a run goes: a short one unless ENI_AGENT_MODEL_STATES says how many states each scenario may take. */
export const mostStates = Number(process.env['ENI_AGENT_MODEL_STATES'] ?? 6_000);

/** A start is given this long, EC2 being as slow as exploreStarts lets it be: half of the advertised timeout. */
export const mostTicks = 18;

/** Explores one scenario, judged by all invariants or by the one that is named. */
export function examine(
  name: ScenarioName,
  decisions: Decisions,
  bound: number,
  only?: Invariant,
): Exploration {
  const scenario = scenarios[name];
  const invariants = only === undefined ? scenario.invariants : new Set([only]);
  return explore(beginnings(scenario), { ...scenario, invariants, mostStates: bound }, decisions);
}

/** Worlds in which a start may find itself: what these scenarios lead to, the agents gone. */
export function quietWorlds(names: readonly ScenarioName[], decisions: Decisions, bound: number): World[] {
  const worlds = createQuietWorlds();
  for (const name of names) {
    const scenario = { ...scenarios[name], mostStates: bound };
    explore(beginnings(scenario), scenario, decisions, (world) => worlds.add(world));
  }
  return worlds.all();
}

/** Every course of a start from these worlds, while EC2 may also answer from the past, and lose so many replies. */
export function examineStarts(worlds: readonly World[], decisions: Decisions, lostReplies: number): Courses {
  const scenario = { ...scenarios.stale, lostReplies: lostReplies > 0 };
  return exploreStarts(worlds, scenario, decisions, { mostTicks, faults: lostReplies });
}

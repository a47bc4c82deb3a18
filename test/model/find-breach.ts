import type { Decisions } from './decisions.ts';
import { explore } from './explore.ts';
import { exploreStarts } from './explore-starts.ts';
import type { Invariant } from './invariants.ts';
import { createQuietWorlds } from './quiet-worlds.ts';
import { beginnings, scenarios, type ScenarioName } from './scenarios.ts';

/** A start is given this long, EC2 being as slow as exploreStarts lets it be: half of the advertised timeout. */
export const mostTicks = 18;

export interface Found {
  readonly invariant: Invariant;
  readonly trace: readonly string[];
}

/** Looks for a breach of one invariant alone. undefined: there is none within `mostStates`. */
export function findBreach(
  invariant: Invariant,
  within: ScenarioName,
  decisions: Decisions,
  mostStates: number,
): Found | undefined {
  const scenario = { ...scenarios[within], invariants: new Set([invariant]), mostStates };
  const worlds = createQuietWorlds();
  const { breach } = explore(beginnings(scenario), scenario, decisions, worlds.add);
  if (breach !== undefined) return breach;
  if (invariant !== 'start-succeeds') return undefined;
  const { failed } = exploreStarts(worlds.all(), scenarios.calm, decisions, mostTicks);
  return failed && { invariant, trace: [...failed.trace, failed.why] };
}

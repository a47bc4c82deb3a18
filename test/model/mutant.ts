import type { Invariant } from './invariants.ts';
import type { Mutation } from './load-mutant.ts';
import type { ScenarioName } from './scenarios.ts';

/** A plausible bug, the invariant that it breaks, and where that must be found. */
export interface Mutant extends Mutation {
  readonly bug: string;
  readonly breaks: Invariant;
  readonly within: ScenarioName;
}

import type { Decisions } from './decisions.ts';
import type { Scenario } from './scenario.ts';
import type { Op, World } from './world.ts';

/** One agent about to take its next step: where, in which world, by which code. */
export interface Moment {
  readonly world: World;
  readonly scenario: Scenario;
  readonly decisions: Decisions;
  /** The node it runs on. */
  readonly at: number;
  readonly op: Op;
}

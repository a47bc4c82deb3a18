import type { Invariant } from './invariants.ts';
import type { World } from './world.ts';

/** One thing that may happen next. */
export interface Move {
  readonly what: string;
  readonly world: World;
  /** It is a fault of EC2 that need not be. */
  readonly fault?: boolean | undefined;
  /** What the move itself proves wrong; states are judged apart. */
  readonly breach?: Breach | undefined;
}

export interface Breach {
  readonly invariant: Invariant;
  readonly why: string;
}

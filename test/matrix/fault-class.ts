import type { FaultEffect } from '../emulator/faults/fault-rule.ts';
import type { Stage } from './stage.ts';

/**
 * What a fault means for what the agent may answer. `harmless`: the answer is late or odd, but true. `passing`: trying
 * again may help. The others: EC2 refuses, for a reason that asking again does not mend.
 */
export type Nature =
  | 'harmless'
  | 'passing'
  | 'not-found'
  | 'denied'
  | 'unsuitable'
  | 'forbidden'
  | 'malformed-id'
  | 'refused'
  /** The slot is taken: an attach tries the next one, and nothing else is ever told so. */
  | 'conflict'
  /** EC2 answers from before the last changes. */
  | 'stale';

/** One way in which a call goes wrong. */
export interface Fault {
  /** Faults of one class have one cause; the count of cells is by class. */
  readonly className: string;
  readonly name: string;
  readonly service: 'ec2' | 'imds';
  readonly nature: Nature;
  /** What happens to the request. */
  readonly effects: readonly FaultEffect[];
  /** What happens around it, at the moment at which it arrives and before the effects. */
  readonly meanwhile?: (stage: Stage) => unknown;
  /** How the agent has to find EC2 for it: by its address, by a name, by a name and over TLS. */
  readonly route?: Route;
  /** The calls that it can happen to; left out: all. */
  readonly actions?: RegExp;
  /** It lasts by itself until it is mended, whichever calls follow. */
  readonly lastsByItself?: true;
  /** It cannot last. */
  readonly passesByItself?: true;
  /** What the reason of an action that fails for it says. */
  readonly reason: RegExp;
}

export type Route = 'address' | 'name' | 'tls';

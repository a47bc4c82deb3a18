import type { ErrorKind } from '../../src/domain/errors.ts';
import type { Action } from './world.ts';
import type { Invariant } from './invariants.ts';

/**
 * Who may act when. `fenced`: as Pacemaker orders with quorum and fencing. `quorum`: the survivors start before the lost
 * node is fenced (requires=quorum). `free`: any action on any node at any time, as without quorum and fencing.
 */
export type Ordering = 'fenced' | 'quorum' | 'free';

/** What may happen in one exploration, and how far it goes. */
export interface Scenario {
  readonly name: string;
  readonly nodes: number;
  readonly ordering: Ordering;
  /** What may be called, as far as the ordering lets it. Monitors and probes change nothing but Pacemaker's opinion. */
  readonly actions: readonly Action[];
  /** Errors with which any read of EC2 may fail. */
  readonly readFaults: readonly ErrorKind[];
  /** Any change may happen without a reply, or fail without having happened. */
  readonly lostReplies: boolean;
  /** IAM may deny any change, and tools of the host may fail. */
  readonly refusals: boolean;
  /** The instance id may be unknown for a while. */
  readonly namelessness: boolean;
  /** Guests may stop letting go of devices. */
  readonly muteGuests: boolean;
  /** A link may stay in a kernel after EC2 took the ENI away. */
  readonly lingeringLinks: boolean;
  /** Nodes may panic, and they may be cut off from the others; they are fenced then, and come back. */
  readonly crashes: boolean;
  readonly partitions: boolean;
  /** Any action may be killed at its timeout. */
  readonly kills: boolean;
  /** What a killed agent asked of EC2 may still arrive. */
  readonly lateRequests: boolean;
  /** How many bygone answers EC2 may still give; they last into the next tick. */
  readonly bygoneAnswers: number;
  readonly invariants: ReadonlySet<Invariant>;
  readonly mostStates: number;
}

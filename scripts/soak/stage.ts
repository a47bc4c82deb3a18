import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterLab, NodeName } from '../../test/cluster/lab.ts';
import type { Mark } from '../../test/cluster/lab-record.ts';
import type { Operation } from './plan-operations.ts';

/** What an operation works with. */
export interface Stage {
  readonly lab: ClusterLab;
  readonly operation: Operation;
  /** Who holds the ENI when it begins. */
  readonly active: NodeName;
  readonly passive: NodeName;
  /** The node that the plan chose. */
  readonly chosen: NodeName;
  readonly mark: Mark;
  /** From now on this node may be fenced until the cluster has come to rest. */
  readonly justifyFencing: (node: NodeName, why: string) => void;
  /** Aborted when the run ends early: what waits then stops waiting. */
  readonly signal: AbortSignal;
}

/** A kind of operation. It returns when its author has done all of it; how the cluster copes is not its business. */
export interface OperationKind {
  readonly name: string;
  readonly weight: number;
  /** False: the ENI must stay where it is, and the clients must not notice. */
  readonly disturbs: boolean;
  readonly run: (stage: Stage) => Promise<unknown>;
}

/** A whole number between two others, out of one die. */
export function between(least: number, most: number, die: number): number {
  return Math.round(least + die * (most - least));
}

/** Waits between two numbers of milliseconds, as the die of the plan has it. Rejects when the run ends early. */
export async function pause(
  { operation, signal }: Stage,
  leastMs: number,
  mostMs: number,
  die: number = operation.dice[0],
): Promise<void> {
  await delay(between(leastMs, mostMs, die), undefined, { signal });
}

/** One of some things, out of one die. */
export function oneOf<T>(things: readonly [T, ...T[]], die: number): T {
  return things[Math.floor(die * things.length)] ?? things[0];
}

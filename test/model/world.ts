import type { AttachmentStatus, InstanceState } from '../../src/domain/eni.ts';
import type { ErrorKind } from '../../src/domain/errors.ts';
import type { MoveMemory } from '../../src/domain/move-memory.ts';
import type { ChangingStep } from '../../src/domain/next-turn.ts';

/**
 * What the model takes for granted, and so what is proved only as far as it is true:
 * - a tick is 2.5 s, and every patience of the agent is two ticks or less;
 * - EC2 gives a bygone answer in the tick in which it is over and in the next, never later; what an agent asked for before
 *   it was killed arrives within the tick or never; stopping an instance takes longer than that;
 * - an agent that has looked decides and acts within the tick, while others may act in between;
 * - a stop or monitor has 20 s at least; a start may run out of time at any moment;
 * - kernels show their own links truly, and no person moves the ENI meanwhile.
 *
 * The state of the model: EC2's truth about one ENI, what it may still answer from the past, and the nodes with their
 * kernels, agents and Pacemaker's opinion of them. Immutable. Time is counted in ticks; every point in time within it is
 * kept relative to `nowMs`, so that states which differ only in the clock are one state.
 */
export interface World {
  readonly holding: Holding | undefined;
  /** Answers that EC2 may still give although they are over, the latest first. */
  readonly past: readonly Past[];
  readonly nodes: readonly Node[];
  /** A request of an agent that was killed, which may still reach EC2 within this tick. */
  readonly late: LateRequest | undefined;
  /** The last node that took the ENI from another, and how often in a row the taker was a different one. */
  readonly thefts: { readonly by: number; readonly turns: number } | undefined;
}

export interface LateRequest {
  readonly at: number;
  readonly step: Extract<ChangingStep, { do: 'attach' | 'detach' }>;
}

/** An attachment; `forced` is not visible in a description. */
export interface Holding {
  readonly id: string;
  readonly node: number;
  readonly status: AttachmentStatus;
  readonly forced: boolean;
}

export interface Past {
  readonly holding: Holding | undefined;
  /** Ticks since it was over. */
  readonly ageTicks: number;
}

/** `mute`: alive, but never lets go of a device. `dead`: a kernel panic; the instance is still running. */
export type Guest = 'alive' | 'mute' | 'dead' | 'off';

/** Pacemaker's opinion: `failed` needs a stop, `lost` needs fencing, `down` is fenced for certain. */
export type Role = 'unprobed' | 'off' | 'on' | 'failed' | 'lost' | 'down';

export interface Node {
  readonly instance: InstanceState;
  /** Ticks for which the instance has been stopping: that takes longer than EC2 gives bygone answers. */
  readonly stoppingTicks: number;
  readonly guest: Guest;
  /** The ENI's link in this kernel. `bare` has no address of the ENI. */
  readonly link: 'none' | 'bare' | 'configured';
  readonly macKnown: boolean;
  /** After a forced detach device index 1 stays unusable until the instance stops and starts. */
  readonly slotBlocked: boolean;
  readonly role: Role;
  readonly op: Op | undefined;
}

export type Action = 'start' | 'stop' | 'monitor' | 'probe';

/** What an agent was told by EC2 and has not acted on yet. */
export type View =
  | {
      readonly kind: 'known';
      readonly holding: Holding | undefined;
      readonly holder: InstanceState | 'unknown';
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly error: ErrorKind };

/** An action that an agent is carrying out. Each phase is one step of the model, and others may come between. */
export interface Op {
  readonly action: Action;
  readonly phase: 'read' | 'look' | 'act';
  readonly memory: MoveMemory;
  readonly view: View | undefined;
  readonly step: ChangingStep | undefined;
  readonly timeUp: boolean;
  /** Ticks since the action began, as far as its patience counts them. */
  readonly ageTicks: number;
  readonly knowsItself: boolean;
  readonly ghost: Ghost;
}

/** What the invariants need to know of an action's past; no decision sees it. */
export interface Ghost {
  /** EC2 accepted an attach of this start, and its reply arrived. */
  readonly attached: boolean;
  /** Something of the ENI was here, or EC2 had it here, at some moment of this action. */
  readonly everHere: boolean;
  /** At some moment of this action "running" was true; the same for "not running", by both witnesses and by the kernel. */
  readonly wasUp: boolean;
  readonly wasDown: boolean;
  readonly linkWasGone: boolean;
}

export const tickMs = 2_500;
export const nowMs = 1_000_000;
/** No action is given less: half of the 20 s that Pacemaker gives where nobody says otherwise. */
export const earliestDeadlineTicks = 4;
/** Nothing that decides tells ages apart beyond this. */
export const oldestTicks = 2;

export function withNode(world: World, index: number, change: Partial<Node>): World {
  return { ...world, nodes: world.nodes.map((node, at) => (at === index ? { ...node, ...change } : node)) };
}

export function withOp(world: World, index: number, change: Partial<Op>): World {
  const { op } = world.nodes[index]!;
  return op === undefined ? world : withNode(world, index, { op: { ...op, ...change } });
}

export function instanceId(index: number): string {
  return `i-${'abc'.charAt(index)}`;
}

/** True while the node's kernel runs and with it its agent. */
export function isAlive(node: Node): boolean {
  return node.guest === 'alive' || node.guest === 'mute';
}

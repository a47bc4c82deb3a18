import type { AgentError, ErrorKind } from './errors.ts';
import type { Step } from './observation.ts';

/**
 * What one start or stop remembers of itself between two observations. Plain data: everything that decides is either
 * here or in the observation, so that each decision can be tested, replayed and model-checked.
 */
export interface MoveMemory {
  /** The attachment being taken off, since when, and when it was last asked for. */
  readonly detach?: DetachMemory | undefined;
  /** When an attach was last sent and not plainly refused. */
  readonly attachSentMs?: number | undefined;
  /** True once EC2 accepted an attach of this start, or showed the ENI attached here after one. */
  readonly attachedHere: boolean;
  /** Attachments of others seen before our attach: seen again later, they are stale reads, not a loss. */
  readonly earlierAttachments: readonly string[];
  /** Device indexes that EC2 refused as taken. */
  readonly takenIndexes: readonly number[];
  readonly sourceDestCheckSet: boolean;
  readonly released: boolean;
  /** When the link was last configured without an error. */
  readonly configuredMs?: number | undefined;
  /** Since when, without interruption, EC2 has denied reading; the same for changing. */
  readonly readDeniedSinceMs?: number | undefined;
  readonly moveDeniedSinceMs?: number | undefined;
  /** Since when, without interruption, EC2 has said that there is no such ENI. */
  readonly absentSinceMs?: number | undefined;
  /** Since when, without interruption, EC2 has said "not here", where one such answer is not believed. */
  readonly contradictionSinceMs?: number | undefined;
  /** The last step that failed and has not succeeded since, for the loop's next decision and for reasons. */
  readonly failure?: StepFailure | undefined;
}

export interface DetachMemory {
  readonly attachmentId: string;
  readonly sinceMs: number;
  readonly sentMs?: number | undefined;
  readonly forceSentMs?: number | undefined;
}

export interface StepFailure {
  readonly step: Step['do'];
  readonly kind: ErrorKind;
  readonly message: string;
  readonly atMs: number;
}

export const emptyMoveMemory: MoveMemory = {
  attachedHere: false,
  earlierAttachments: [],
  takenIndexes: [],
  sourceDestCheckSet: false,
  released: false,
};

/** Errors after which it is certain that EC2 did not do what was asked. Anything else may have happened. */
const refusals: ReadonlySet<ErrorKind> = new Set([
  'parameter',
  'eni-not-found',
  'not-permitted',
  'eni-in-use',
  'device-index-taken',
  'node-unsuitable',
  'attachment-gone',
  'transition',
  'instance-not-found',
  'credentials',
  'unauthorized',
  'clock-skew',
  'throttled',
]);

/** The memory after a step was carried out; `error` when it threw. A lost reply counts as "may have happened". */
export function noteOutcome(
  memory: MoveMemory,
  step: Step,
  error: AgentError | undefined,
  nowMs: number,
): MoveMemory {
  const noted = noteFailure(memory, step, error, nowMs);
  const mayHaveHappened = error === undefined || !refusals.has(error.kind);
  switch (step.do) {
    case 'attach':
      return {
        ...noted,
        attachSentMs: mayHaveHappened ? nowMs : memory.attachSentMs,
        attachedHere: memory.attachedHere || error === undefined,
        takenIndexes:
          error?.kind === 'device-index-taken'
            ? [...memory.takenIndexes, step.deviceIndex]
            : memory.takenIndexes,
      };
    case 'detach': {
      const detach = memory.detach ?? { attachmentId: step.attachmentId, sinceMs: nowMs };
      return {
        ...noted,
        detach: { ...detach, sentMs: nowMs, ...(step.force ? { forceSentMs: nowMs } : {}) },
      };
    }
    case 'set-source-dest-check':
      return { ...noted, sourceDestCheckSet: error === undefined };
    case 'release':
      return { ...noted, released: error === undefined };
    case 'configure':
      return error === undefined ? { ...noted, configuredMs: nowMs } : noted;
    case 'wait':
    case 'done':
    case 'fail':
      return noted;
  }
}

function noteFailure(
  memory: MoveMemory,
  step: Step,
  error: AgentError | undefined,
  nowMs: number,
): MoveMemory {
  if (error === undefined) {
    return {
      ...memory,
      failure: settles(step, memory.failure) ? undefined : memory.failure,
      moveDeniedSinceMs: step.do === 'wait' ? memory.moveDeniedSinceMs : undefined,
    };
  }
  return {
    ...memory,
    failure: { step: step.do, kind: error.kind, message: error.message, atMs: nowMs },
    moveDeniedSinceMs: error.kind === 'unauthorized' ? (memory.moveDeniedSinceMs ?? nowMs) : undefined,
  };
}

/** What an attach refused is settled by a detach that worked, and the other way round. */
function settles(step: Step, failure: StepFailure | undefined): boolean {
  const moves: readonly (Step['do'] | undefined)[] = ['attach', 'detach'];
  return failure?.step === step.do || (moves.includes(step.do) && moves.includes(failure?.step));
}

/** True once something has been so without interruption for `forMs`. */
export function steady(sinceMs: number | undefined, forMs: number, nowMs: number): boolean {
  return sinceMs !== undefined && nowMs - sinceMs >= forMs;
}

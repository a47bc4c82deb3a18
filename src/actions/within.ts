import { AgentError, asAgentError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';

/** What little is looked at or cleaned up when time is up, gets this long: less than an action keeps back for its answer. */
const graceMs = 200;

/** The deadline, or a moment from now when it is over already. */
export function deadlineOrGrace(clock: Clock, deadlineMs: number): number {
  return Math.max(deadlineMs, clock.nowMs() + graceMs);
}

/**
 * The value of `work`, or an AgentError of kind `transient` when it has not come by `untilMs` (clock time). What hangs
 * is left to itself: the process ends soon after, so nothing waits for it.
 */
export async function within<T>(clock: Clock, untilMs: number, what: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = clock.sleep(Math.max(0, untilMs - clock.nowMs()), timer.signal).then((): never => {
    throw new AgentError('transient', `no answer in time from ${what}`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

/** What to report of a try that threw: where time ran out over it, the error of the try before tells more. */
export function tellingError(
  clock: Clock,
  untilMs: number,
  thrown: unknown,
  before: AgentError | undefined,
): AgentError {
  const cutOff = clock.nowMs() >= untilMs;
  return cutOff && before !== undefined ? before : asAgentError(thrown);
}

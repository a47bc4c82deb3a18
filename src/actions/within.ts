import { AgentError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';

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

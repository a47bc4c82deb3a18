import { uptime } from 'node:process';
import type { Clock } from '../../domain/ports.ts';

/** Node turns a longer timeout into one of a millisecond. */
const longestTimerMs = 2 ** 31 - 1;

/** As monotonic as performance.now(), which would load a dozen of Node's modules into each level-0 monitor. */
const nowMs = (): number => uptime() * 1000;

/** Time since the process started; Node's start-up counts, since the caller's limit does not wait for it. */
export const systemClock: Clock = {
  nowMs,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const endMs = nowMs() + ms;
      let timer: NodeJS.Timeout;
      // Timers count from the begin of the loop's turn, so one that fires may be early by as long as the turn took.
      const rest = (): void => {
        const leftMs = endMs - nowMs();
        if (leftMs <= 0) resolve();
        else timer = setTimeout(rest, Math.min(Math.ceil(leftMs), longestTimerMs));
      };
      timer = setTimeout(rest, Math.min(Math.ceil(ms), longestTimerMs));
      signal?.addEventListener('abort', () => clearTimeout(timer), { once: true });
    }),
};

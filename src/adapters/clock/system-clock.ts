import type { Clock } from '../../domain/ports.ts';

/** Time since the process started; Node's start-up counts, since the caller's limit does not wait for it. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => clearTimeout(timer), { once: true });
    }),
};

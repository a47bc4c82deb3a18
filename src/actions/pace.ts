import type { Step } from '../domain/observation.ts';
import type { Clock, Random } from '../domain/ports.ts';

/** How long to wait before looking again. */
export interface Pace {
  nextMs(step: Step & { do: 'wait' }, throttled: boolean): number;
  /** Something was just set in motion: look often again. */
  restart(): void;
}

const quickMs = 200;
const slowMs = 1_000;
const quickForMs = 10_000;
const throttledMs = { first: 500, most: 8_000 };

/**
 * About every 200 ms for the first 10 s in which something is expected of EC2, then ever slower up to 1 s; once a second
 * while only the kernel is expected to move, since its changes wake the loop anyway. Throttling doubles the pause each
 * time, because every call that is refused is charged all the same. All of it jittered, so that clusters which fail
 * over together do not ask together.
 */
export function createPace({ clock, random }: { clock: Clock; random: Random }): Pace {
  let sinceMs = clock.nowMs();
  let refusals = 0;
  return {
    nextMs(step, throttled) {
      refusals = throttled ? refusals + 1 : 0;
      if (refusals > 0) {
        return Math.min(throttledMs.most, throttledMs.first * 2 ** (refusals - 1)) * (0.5 + random());
      }
      const waitedMs = clock.nowMs() - sinceMs;
      const grownMs = quickMs * Math.max(1, waitedMs / quickForMs);
      const pauseMs = step.for === 'kernel' ? slowMs : Math.min(slowMs, grownMs);
      return pauseMs * (0.8 + 0.4 * random());
    },
    restart() {
      sinceMs = clock.nowMs();
    },
  };
}

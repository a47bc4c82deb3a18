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
const crowdedMs = { first: 500, most: 8_000 };
const mostCrowded = 1 + Math.log2(crowdedMs.most / crowdedMs.first);

/**
 * About every 200 ms for the first 10 s in which something is expected of EC2, then ever slower up to 1 s; once a second
 * while only the kernel is expected to move, since its changes wake the loop anyway. Each refusal for too many requests
 * doubles the pause, and it takes two answers to halve it again: one answer in between does not mean that the crowd has
 * gone. All of it jittered, so that clusters which fail over together do not ask together.
 */
export function createPace({ clock, random }: { clock: Clock; random: Random }): Pace {
  let sinceMs = clock.nowMs();
  /** 0: nobody in the way; n: pauses of the first crowded one, doubled n - 1 times. */
  let crowded = 0;
  return {
    nextMs(step, throttled) {
      crowded = throttled ? Math.min(mostCrowded, Math.floor(crowded) + 1) : Math.max(0, crowded - 0.5);
      const waitedMs = clock.nowMs() - sinceMs;
      const grownMs = quickMs * Math.max(1, waitedMs / quickForMs);
      const pauseMs = step.for === 'kernel' ? slowMs : Math.min(slowMs, grownMs);
      const politeMs = crowded === 0 ? 0 : crowdedMs.first * 2 ** (crowded - 1);
      return politeMs > pauseMs ? politeMs * (0.5 + random()) : pauseMs * (0.8 + 0.4 * random());
    },
    restart() {
      sinceMs = clock.nowMs();
    },
  };
}

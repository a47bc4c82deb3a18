import type { Clock } from '../model/clock.ts';
import type { Random } from '../model/random.ts';
import type { Settings } from '../model/settings.ts';

/** Decides which past each describe shows. */
export class StaleReads {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #settings: Settings;
  #describes = 0;

  constructor(clock: Clock, random: Random, settings: Settings) {
    this.#clock = clock;
    this.#random = random;
    this.#settings = settings;
  }

  /** The time whose state this describe shows; Infinity: the present. `forcedLagMs` comes from a fault. */
  asOfMs(forcedLagMs?: number): number {
    if (forcedLagMs !== undefined) return this.#clock.now() - forcedLagMs;
    const { mode, lagMs, probability } = this.#settings.stale;
    const past = this.#clock.now() - lagMs;
    this.#describes += 1;
    switch (mode) {
      case 'off':
        return Infinity;
      case 'lag':
        return past;
      case 'alternate':
        return this.#describes % 2 === 1 ? past : Infinity;
      case 'random':
        return this.#random() < probability ? past : Infinity;
    }
  }
}

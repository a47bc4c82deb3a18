import { CloudError } from '../model/cloud-error.ts';
import type { Settings, ThrottleClass } from '../model/settings.ts';

/** Token buckets of one account and region, one a class of calls. Settings are read at each request. */
export class Throttle {
  readonly #now: () => number;
  readonly #settings: Settings;
  readonly #levels = new Map<ThrottleClass, { tokens: number; atMs: number }>();

  constructor(now: () => number, settings: Settings) {
    this.#now = now;
    this.#settings = settings;
  }

  /** Takes a token, or throws RequestLimitExceeded. */
  take(kind: ThrottleClass): void {
    const bucket = this.#settings.throttle?.[kind];
    if (!bucket) return;
    const nowMs = this.#now();
    const level = this.#levels.get(kind) ?? { tokens: bucket.capacity, atMs: nowMs };
    const refilled = level.tokens + ((nowMs - level.atMs) / 1000) * bucket.refillPerSecond;
    const tokens = Math.min(bucket.capacity, refilled);
    if (tokens < 1) {
      this.#levels.set(kind, { tokens, atMs: nowMs });
      throw new CloudError('RequestLimitExceeded', 'Request limit exceeded.', 503);
    }
    this.#levels.set(kind, { tokens: tokens - 1, atMs: nowMs });
  }

  /** Full buckets again, for instance after the settings have changed. */
  reset(): void {
    this.#levels.clear();
  }
}

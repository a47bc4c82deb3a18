import type { TrafficSample } from './traffic-sample.ts';

/** A stretch of requests without an answer. */
export interface Outage {
  /** When the first unanswered request was sent, in ms since the epoch. */
  readonly fromMs: number;
  /** When the next answered request was sent; without one, when the last request was. */
  readonly toMs: number;
  readonly durationMs: number;
  /** Whether an answered request followed. */
  readonly recovered: boolean;
}

/**
 * The outages of at least `minGapMs` that a client suffered, in order of time. Samples may come in any order; those of
 * several protocols are better looked at one protocol at a time.
 */
export function outages(samples: readonly TrafficSample[], minGapMs: number): Outage[] {
  const found: Outage[] = [];
  let fromMs: number | undefined;
  const close = (toMs: number, recovered: boolean): void => {
    if (fromMs !== undefined && toMs - fromMs >= minGapMs) {
      found.push({ fromMs, toMs, durationMs: toMs - fromMs, recovered });
    }
    fromMs = undefined;
  };
  const inOrder = samples.toSorted((one, other) => one.atMs - other.atMs);
  for (const { ok, atMs } of inOrder) {
    if (ok) close(atMs, true);
    else fromMs ??= atMs;
  }
  close(inOrder.at(-1)?.atMs ?? 0, false);
  return found;
}

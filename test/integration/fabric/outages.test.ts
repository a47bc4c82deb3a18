import { describe, expect, it } from 'vitest';
import { outages } from '../../lab/outages.ts';
import type { TrafficSample } from '../../lab/traffic-sample.ts';

/** A request every 50 ms from time 1000 on: `+` was answered, `-` was not. */
function samples(fates: string): TrafficSample[] {
  return fates
    .split('')
    .map((fate, seq) => ({ protocol: 'udp', seq, atMs: 1000 + 50 * seq, ok: fate === '+' }));
}

describe('outages', () => {
  it('are none where every request was answered, or none was sent', () => {
    expect(outages(samples('++++'), 1)).toEqual([]);
    expect(outages([], 1)).toEqual([]);
  });

  it('last from the first unanswered request to the next answered one', () => {
    expect(outages(samples('++---++-+'), 1)).toEqual([
      { fromMs: 1100, toMs: 1250, durationMs: 150, recovered: true },
      { fromMs: 1350, toMs: 1400, durationMs: 50, recovered: true },
    ]);
  });

  it('are left out when shorter than asked for', () => {
    expect(outages(samples('++---++-+'), 100)).toHaveLength(1);
  });

  it('that go on are marked so', () => {
    expect(outages(samples('+---'), 1)).toEqual([
      { fromMs: 1050, toMs: 1150, durationMs: 100, recovered: false },
    ]);
  });

  it('do not depend on the order in which the fates became known', () => {
    expect(outages(samples('++---++').toReversed(), 1)).toEqual(outages(samples('++---++'), 1));
  });
});

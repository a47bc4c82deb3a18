import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, percentile } from '../../../scripts/bench/statistics.ts';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });

describe('percentile', () => {
  it.each([
    [[3], 0.5, 3],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[10, 0, 20, 30, 40], 0.5, 20],
    [[0, 10], 0.9, 9],
    [[5, 1, 9], 0, 1],
    [[5, 1, 9], 1, 9],
  ])('of %j at %d is %d', (values, share, expected) => {
    expect(percentile(values, share)).toBeCloseTo(expected);
  });

  it('of nothing is an error', () => {
    expect(() => median([])).toThrow('no values');
  });

  it('lies between the extremes and grows with the share, whatever the order', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 0.5, noNaN: true }), (values, share) => {
        const low = percentile(values, share);
        const high = percentile(values.toReversed(), 1 - share);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
        expect(high - low).toBeGreaterThanOrEqual(-1e-6);
      }),
    );
  });

  it('has about as many values below the median as above', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        const half = Math.ceil(values.length / 2);
        expect(values.filter((value) => value <= middle + 1e-6).length).toBeGreaterThanOrEqual(half);
        expect(values.filter((value) => value >= middle - 1e-6).length).toBeGreaterThanOrEqual(half);
      }),
    );
  });
});

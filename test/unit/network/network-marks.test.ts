import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routeTableOf } from '../../../src/domain/network-marks.ts';

describe('the routing table of an ENI', () => {
  it('is the one given', () => {
    expect(routeTableOf('eni-0123456789abcdef0', 77)).toBe(77);
  });

  it('is made from the ENI id by itself, the same on every node', () => {
    expect(routeTableOf('eni-0123456789abcdef0', 'auto')).toBe(0x40000000 + (0x9abcdef0 % 0x40000000));
    expect(routeTableOf('eni-12345678', 'auto')).toBe(0x40000000 + 0x12345678);
  });

  it('differs where the ids differ in their last digits', () => {
    expect(routeTableOf('eni-0123456789abcdef0', 'auto')).not.toBe(
      routeTableOf('eni-0123456789abcdef1', 'auto'),
    );
  });

  it('is never one of the kernel or of another tool, whatever the id', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^eni-[0-9a-f]{17}$/)), (eniId) => {
        const table = routeTableOf(eniId, 'auto');
        expect(table).toBeGreaterThanOrEqual(0x40000000);
        expect(table).toBeLessThanOrEqual(0x7fffffff);
      }),
    );
  });
});

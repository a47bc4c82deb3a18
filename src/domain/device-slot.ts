import type { Slot } from './eni.ts';

/**
 * The lowest free device index on network card 0, index 0 being the primary interface's. EC2's list of taken slots may
 * be stale, so indexes that it just refused are left out as well.
 */
export function lowestFreeIndex(taken: readonly Slot[], refused: readonly number[]): number {
  const used = new Set([
    ...refused,
    ...taken.filter((slot) => slot.networkCardIndex === 0).map((s) => s.deviceIndex),
  ]);
  let index = 1;
  while (used.has(index)) index += 1;
  return index;
}

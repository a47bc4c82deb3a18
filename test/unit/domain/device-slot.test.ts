import { expect, it } from 'vitest';
import { lowestFreeIndex } from '../../../src/domain/device-slot.ts';

const slot = (deviceIndex: number, networkCardIndex = 0) => ({
  eniId: `eni-${deviceIndex}`,
  deviceIndex,
  networkCardIndex,
});

it.each([
  ['nothing known of the slots: never the primary 0', [], [], 1],
  ['the primary alone', [slot(0)], [], 1],
  ['a gap', [slot(0), slot(1), slot(3)], [], 2],
  ['slots of another card', [slot(0), slot(1, 1)], [], 1],
  ['an index that EC2 just refused', [slot(0)], [1], 2],
  ['both', [slot(0), slot(2)], [1, 3], 4],
])('the lowest free device index, with %s', (_name, taken, refused, expected) => {
  expect(lowestFreeIndex(taken, refused)).toBe(expected);
});

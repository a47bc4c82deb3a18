import { expect, it } from 'vitest';
import { renderTable } from '../../../scripts/bench/render-table.ts';

it('aligns names to the left and numbers to the right, with three digits', () => {
  const rows = [
    ['short', 1.005, 123.456],
    ['a longer name', 12.34, 1234.56],
    ['text', 'kept', 20],
  ];
  expect(renderTable(['name', 'ms', 'x'], rows)).toBe(
    [
      'name             ms     x',
      '-------------  ----  ----',
      'short          1.00   123',
      'a longer name  12.3  1235',
      'text           kept    20',
    ].join('\n'),
  );
});

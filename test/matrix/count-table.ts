/** How often each pair of a row and a column occurs, as aligned text with sums. */
export function countTable(
  title: string,
  pairs: readonly (readonly [row: string, column: string])[],
): string {
  const rows = [...new Set(pairs.map(([row]) => row))];
  const columns = [...new Set(pairs.map(([, column]) => column))].toSorted(byNumber);
  const count = (row?: string, column?: string) =>
    pairs.filter((pair) => (row ?? pair[0]) === pair[0] && (column ?? pair[1]) === pair[1]).length;
  const lines = [
    [title, ...columns, 'all'],
    ...rows.map((row) => [row, ...columns.map((column) => blank(count(row, column))), String(count(row))]),
    ['all', ...columns.map((column) => String(count(undefined, column))), String(count())],
  ];
  const widths = lines[0]?.map((_, n) => Math.max(...lines.map((line) => (line[n] ?? '').length))) ?? [];
  return lines
    .map((line) =>
      line.map((text, n) => (n === 0 ? text.padEnd(widths[n] ?? 0) : text.padStart(widths[n] ?? 0))),
    )
    .map((line) => line.join('  '))
    .join('\n');
}

const blank = (count: number) => (count === 0 ? '·' : String(count));

function byNumber(a: string, b: string): number {
  const [first, second] = [a, b].map((text) => (/^\d+$/.test(text) ? Number(text) : Infinity));
  return first === second ? a.localeCompare(b) : (first ?? 0) - (second ?? 0);
}

import { escapeControls } from '../../ocf/quote-value.ts';
import type { Paint } from '../paint.ts';

/** A name and its lines. */
export type Row = readonly [name: string, ...lines: string[]];

const nameWidth = 18;

/** Rows in two columns; ends with a line end. */
export function renderRows(rows: readonly Row[], paint: Paint): string {
  const lines = rows.flatMap(([name, ...content]) =>
    content.map((line, n) => `${paint('dim', (n === 0 ? name : '').padEnd(nameWidth))} ${line}`),
  );
  return `${lines.join('\n')}\n`;
}

/** A reading that failed. */
export function unseen(why: string, paint: Paint): string {
  return paint('yellow', `not known: ${escapeControls(why)}`);
}

export function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['none'] : lines;
}

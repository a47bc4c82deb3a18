/** An arrow from one actor to another, or to itself, or a remark beside one. Actors are numbered from 0. */
export type Message =
  | { readonly from: number; readonly to: number; readonly text: string; readonly reply?: true }
  | { readonly note: string; readonly at: number };

const width = 1000;
const rowHeight = 32;
const headHeight = 44;
const colours = {
  text: '#1f2328',
  faint: '#8c959f',
  line: '#0969da',
  head: '#ddf4ff',
  note: '#fff8c5',
  paper: '#ffffff',
};

/** A sequence diagram as SVG: time runs down. */
export function renderSequence(
  title: string,
  actors: readonly string[],
  messages: readonly Message[],
): string {
  const column = width / actors.length;
  const x = (actor: number): number => column * (actor + 0.5);
  const height = headHeight + rowHeight * (messages.length + 1);
  const heads = actors.map(
    (name, n) =>
      `<rect x="${x(n) - column / 2 + 6}" y="6" width="${column - 12}" height="28" rx="4" fill="${colours.head}"/>` +
      text(x(n), 25, name, 'middle', 'font-weight="600"') +
      `<line x1="${x(n)}" y1="34" x2="${x(n)}" y2="${height - 8}" stroke="${colours.faint}" stroke-width="0.7"/>`,
  );
  const rows = messages.map((message, row) => renderMessage(message, headHeight + rowHeight * (row + 1), x));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="13" fill="${colours.text}">
<title>${escape(title)}</title>
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="${colours.line}"/></marker></defs>
<rect width="${width}" height="${height}" fill="${colours.paper}"/>
${[...heads, ...rows].join('\n')}
</svg>
`;
}

function renderMessage(message: Message, y: number, x: (actor: number) => number): string {
  if ('note' in message) return renderNote(message.note, x(message.at), y);
  const { from, to, text: words, reply } = message;
  const dashes = reply === undefined ? '' : ' stroke-dasharray="5 3"';
  const stroke = `stroke="${colours.line}" stroke-width="1.3" fill="none" marker-end="url(#tip)"${dashes}`;
  if (from === to) {
    const at = x(from);
    return `<path d="M${at},${y - 6} h22 v12 h-22" ${stroke}/>${label(at + 28, y + 4, words, 'start')}`;
  }
  const inset = from < to ? 1 : -1;
  return (
    `<line x1="${x(from) + inset}" y1="${y}" x2="${x(to) - inset}" y2="${y}" ${stroke}/>` +
    label((x(from) + x(to)) / 2, y - 5, words, 'middle')
  );
}

function renderNote(words: string, at: number, y: number): string {
  const length = words.length * 6.6 + 20;
  const left = Math.min(Math.max(at - length / 2, 6), width - length - 6);
  return (
    `<rect x="${left}" y="${y - 14}" width="${length}" height="22" rx="3" fill="${colours.note}"/>` +
    text(left + length / 2, y + 1, words, 'middle')
  );
}

/** Readable across the lines of actors. */
function label(x: number, y: number, words: string, anchor: 'start' | 'middle'): string {
  return text(x, y, words, anchor, `stroke="${colours.paper}" stroke-width="4" paint-order="stroke"`);
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle', more = ''): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" ${more}>${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

import type { Act } from './act.ts';
import { describeOutage } from './timeline.ts';

const width = 960;
const left = 110;
const right = 20;
const laneHeight = 26;
const labelHeight = 15;
const colours = {
  text: '#1f2328',
  faint: '#8c959f',
  holds: '#0969da',
  up: '#2da44e',
  down: '#cf222e',
  paper: '#ffffff',
};

/**
 * A picture of the acts as SVG: for each, who held the ENI, and the gap in the client's traffic, with what happened when.
 * The scale is the same in all of them.
 */
export function renderFailover(acts: readonly Act[]): string {
  const spanMs = Math.max(...acts.map(({ endMs }) => endMs));
  const panels: string[] = [];
  let top = 36;
  for (const act of acts) {
    const { svg, height } = renderAct(act, top, spanMs);
    panels.push(svg);
    top += height + 28;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" font-family="system-ui, sans-serif" font-size="12" fill="${colours.text}">
<title>Who holds the ENI, and what a client notices, in a planned move and in a power cut</title>
<rect width="${width}" height="${top}" fill="${colours.paper}"/>
${text(left, 16, 'blue: holds the ENI · green: the client’s requests are answered · red: they are lost', 'start', `fill="${colours.faint}"`)}
${panels.join('\n')}
</svg>
`;
}

function renderAct(act: Act, top: number, spanMs: number): { svg: string; height: number } {
  const x = (ms: number) => left + (ms / spanMs) * (width - left - right);
  const lanes = top + 22;
  const trafficTop = lanes + act.nodes.length * laneHeight;
  const axis = trafficTop + laneHeight + 4;
  const labels = act.moments.map((moment, row) => {
    const y = axis + 22 + row * labelHeight;
    const at = x(moment.atMs);
    const beyond = at > width * 0.62;
    return (
      line(at, lanes, at, y - 4, colours.faint, 'stroke-dasharray="2 3" stroke-width="0.7"') +
      text(
        beyond ? at - 5 : at + 5,
        y,
        `${(moment.atMs / 1000).toFixed(2)} s  ${moment.what}`,
        beyond ? 'end' : 'start',
      )
    );
  });
  const svg = [
    text(left, top + 8, `${act.title} — ${describeOutage(act)}`, 'start', 'font-weight="600" font-size="14"'),
    ...act.nodes.map((node, row) => text(left - 10, lanes + row * laneHeight + 17, node, 'end')),
    ...labels,
    ...holdings(act).map(({ node, fromMs, toMs }) =>
      bar(x(fromMs), lanes + act.nodes.indexOf(node) * laneHeight, x(toMs), colours.holds),
    ),
    text(left - 10, trafficTop + 17, 'client', 'end'),
    bar(x(0), trafficTop, x(act.endMs), colours.up),
    ...act.outages.map(({ fromMs, toMs }) => bar(x(fromMs), trafficTop, x(toMs), colours.down)),
    ...ticks(spanMs).map((ms) =>
      text(x(ms), axis + 8, `${ms / 1000} s`, 'middle', `fill="${colours.faint}" font-size="10"`),
    ),
  ].join('\n');
  return { svg, height: axis + 22 + act.moments.length * labelHeight - top };
}

/** Stretches of time in which one node held the ENI. */
function holdings({ moments, endMs }: Act): { node: string; fromMs: number; toMs: number }[] {
  const found: { node: string; fromMs: number; toMs: number }[] = [];
  let since = 0;
  let holder = moments[0]?.holder;
  for (const moment of [...moments, { atMs: endMs, holder: undefined }]) {
    if (moment.holder === holder) continue;
    if (holder !== undefined) found.push({ node: holder, fromMs: since, toMs: moment.atMs });
    holder = moment.holder;
    since = moment.atMs;
  }
  return found;
}

function ticks(spanMs: number): number[] {
  const stepMs = spanMs > 15_000 ? 5_000 : 1_000;
  return Array.from({ length: Math.floor(spanMs / stepMs) + 1 }, (_, n) => n * stepMs);
}

function bar(from: number, y: number, to: number, fill: string): string {
  return `<rect x="${from.toFixed(1)}" y="${y + 4}" width="${Math.max(0.5, to - from).toFixed(1)}" height="${laneHeight - 8}" rx="2" fill="${fill}"/>`;
}

function line(x1: number, y1: number, x2: number, y2: number, stroke: string, more: string): string {
  return `<line x1="${x1.toFixed(1)}" y1="${y1}" x2="${x2.toFixed(1)}" y2="${y2}" stroke="${stroke}" ${more}/>`;
}

function text(x: number, y: number, words: string, anchor: string, more = ''): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}" paint-order="stroke" stroke="${colours.paper}" stroke-width="3" ${more}>${escaped}</text>`;
}

import type { Act } from './act.ts';

/** An act as lines for a terminal: time, what happened, who holds the ENI, whether the client's requests are answered. */
export function renderTimeline(act: Act): string {
  const width = Math.max(...act.moments.map(({ what }) => what.length), 0);
  const lines = act.moments.map(({ atMs, what, holder, traffic }) =>
    [
      `${(atMs / 1000).toFixed(3).padStart(8)} s`,
      what.padEnd(width),
      `ENI: ${(holder ?? '-').padEnd(5)}`,
      `traffic: ${traffic}`,
    ].join('  '),
  );
  return [...lines, `${' '.repeat(10)}  ${describeOutage(act)}`].join('\n');
}

/** How long the client was without service, in one sentence. */
export function describeOutage({ outages }: Act): string {
  if (outages.length === 0) return 'outage: none';
  const each = outages.map(
    ({ fromMs, toMs, recovered }) => `${toMs - fromMs} ms${recovered ? '' : ' and still down'}`,
  );
  return `outage: ${each.join(', ')}`;
}

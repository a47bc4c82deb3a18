import { renderTable } from '../bench/render-table.ts';
import { percentile } from '../bench/statistics.ts';

/** What became of one operation. */
export interface Outcome {
  readonly kind: string;
  readonly trouble: string | undefined;
  /** How long the clients were without service, all outages together; 0: they noticed nothing. */
  readonly outageMs: number;
  /** From its beginning until the cluster was at rest again. */
  readonly tookMs: number;
}

/** A line a kind: how often, and what it cost the clients where they noticed. Milliseconds. */
export function summarizeByKind(outcomes: readonly Outcome[]): string {
  const rows = [...group(outcomes, ({ kind }) => kind), ['all', outcomes] as const].map(([kind, all]) => {
    const outages = all.map(({ outageMs }) => outageMs).filter((ms) => ms > 0);
    const spread =
      outages.length === 0
        ? ['', '', '', '']
        : [0, 0.5, 0.99, 1].map((share) => round(percentile(outages, share)));
    const troubled = all.filter(({ trouble }) => trouble !== undefined).length;
    return [kind, all.length, troubled, outages.length, ...spread, round(mean(all))];
  });
  const head = [
    'operation',
    'number',
    'troubled',
    'with outage',
    'min',
    'median',
    'p99',
    'max',
    'mean to rest',
  ];
  return renderTable(head, rows);
}

/** How often each trouble came along, and what operations with it cost at most. */
export function summarizeByTrouble(outcomes: readonly Outcome[]): string {
  const troubled = outcomes.filter(({ trouble }) => trouble !== undefined);
  const rows = group(troubled, ({ trouble }) => trouble ?? '').map(([trouble, all]) => [
    trouble,
    all.length,
    Math.max(...all.map(({ outageMs }) => outageMs)),
    Math.max(...all.map(({ tookMs }) => tookMs)),
  ]);
  return renderTable(['trouble', 'number', 'longest outage', 'longest to rest'], rows);
}

function group(outcomes: readonly Outcome[], by: (outcome: Outcome) => string): [string, Outcome[]][] {
  const names = [...new Set(outcomes.map(by))].toSorted();
  return names.map((name) => [name, outcomes.filter((outcome) => by(outcome) === name)]);
}

function mean(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { tookMs }) => sum + tookMs, 0) / Math.max(1, outcomes.length);
}

function round(ms: number): number {
  return Math.round(ms);
}

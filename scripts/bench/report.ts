import type { AtRestResult } from './at-rest.ts';
import type { FailoverResult } from './failover.ts';
import type { Measured } from './measure-interleaved.ts';
import { renderTable } from './render-table.ts';
import type { ScaleRow } from './scale/measure-scale.ts';
import { isKept, judge, type Results } from './targets.ts';

/** All that was measured, for reading. */
export function report(results: Results): string {
  const { startUp, atRest, failover, scale } = results;
  return [
    ...(startUp === undefined ? [] : [reportStartUp(startUp)]),
    ...(atRest === undefined ? [] : [reportAtRest(atRest)]),
    ...(failover === undefined ? [] : [reportFailover(failover)]),
    ...(scale === undefined ? [] : [reportScale(scale)]),
    reportVerdicts(results),
  ].join('\n\n');
}

function reportStartUp(rows: readonly Measured[]): string {
  const head = ['medians of processes', 'ms', '× node', 'CPU ms', '× node', 'peak MiB', 'EC2', 'IMDS'];
  const body = rows.map((row) => [
    row.name,
    row.wallMs,
    row.ratio,
    row.cpuMs,
    row.cpuRatio,
    row.peakRssKiB / 1024,
    row.ec2Requests,
    row.imdsRequests,
  ]);
  return renderTable(head, body);
}

function reportAtRest(rest: AtRestResult): string {
  return [
    `${rest.monitors} level-0 monitors: ${rest.requests} requests to EC2 and IMDS; sockets: ${rest.socketFamilies.join(', ')}` +
      ` (the list of addresses); programs: ${rest.programs.join(', ')}`,
    `${rest.resources} resources at rest: ${rest.callsPerDeepMonitor} call a level-10 monitor, ${rest.callsPerHour} calls an hour;` +
      ` one account and region grants as much for ${Math.floor(rest.resourcesPerAccount)} resources`,
  ].join('\n');
}

function reportFailover({ moves, linkNoticedMedianMs, linkNoticedMostMs }: FailoverResult): string {
  const head = [
    'moves',
    'injected ms',
    'beyond: median ms',
    'p90 ms',
    'EC2 calls ≤',
    'IMDS ≤',
    'connections ≤',
  ];
  const body = moves.map((move) => [
    move.name,
    move.injectedMs,
    move.beyondMedianMs,
    move.beyondP90Ms,
    move.ec2CallsMost,
    move.imdsCallsMost,
    move.connectionsMost,
  ]);
  const notice = `a new link is noticed after ${linkNoticedMedianMs} ms (median), ${linkNoticedMostMs} ms (most)`;
  return `${renderTable(head, body)}\n${notice}`;
}

function reportScale(rows: readonly ScaleRow[]): string {
  const head = [
    `${rows[0]?.clusters ?? 0} clusters fail over`,
    'converged',
    '1st start',
    'last s',
    'median s',
    'p99 s',
    'calls each',
    'most',
    'refused',
    'calls/s peak',
    'then',
  ];
  const body = rows.map((row) => [
    row.name,
    row.converged,
    row.atFirstStart,
    row.lastMs / 1000,
    row.medianMs / 1000,
    row.p99Ms / 1000,
    row.callsMean,
    row.callsMost,
    row.refusedShare,
    row.peakPerSecond,
    row.sustainedPerSecond,
  ]);
  return renderTable(head, body);
}

function reportVerdicts(results: Results): string {
  const head = ['promise', 'at most', 'measured', 'unit', ''];
  const body = judge(results).map((verdict) => [
    verdict.what,
    verdict.limit,
    verdict.measured,
    verdict.unit,
    isKept(verdict) ? 'kept' : 'MISSED',
  ]);
  return renderTable(head, body);
}

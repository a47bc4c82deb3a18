import type { AtRestResult } from './at-rest.ts';
import { bareNode } from './cases.ts';
import type { FailoverResult } from './failover.ts';
import type { Measured } from './measure-interleaved.ts';
import type { ScaleRow } from './scale/measure-scale.ts';

/** Everything that was measured; sections that were left out are absent. */
export interface Results {
  readonly startUp?: readonly Measured[];
  readonly atRest?: AtRestResult;
  readonly failover?: FailoverResult;
  readonly scale?: readonly ScaleRow[];
}

/** A promise about speed and what was found. Smaller is better, and so are all limits given. */
export interface Verdict {
  readonly what: string;
  readonly unit: string;
  readonly limit: number;
  readonly measured: number;
  /** False: the number does not depend on the load of the machine, so that no allowance is made for it. */
  readonly noisy: boolean;
  /** The same in processor time, where that is measured: on a machine that is busy the fairer of the two. */
  readonly inCpuTime?: number;
}

type Value = (row: Measured, results: readonly Measured[]) => number;

const byRatio: Value = ({ ratio }) => ratio;
const extraMiB: Value = ({ peakRssKiB }, rows) => (peakRssKiB - find(rows, bareNode).peakRssKiB) / 1024;
const shareOfWall =
  (other: string): Value =>
  ({ wallMs }, rows) =>
    wallMs / find(rows, other).wallMs;
const shareOfCpu =
  (other: string): Value =>
  ({ cpuMs }, rows) =>
    cpuMs / find(rows, other).cpuMs;

const startUpTargets: readonly [name: string, what: string, unit: string, limit: number, value: Value][] = [
  ['ocf/eni meta-data', '', '× node -e 0', 0.2, byRatio],
  ['eni-agent meta-data', '', '× node -e 0', 1.15, byRatio],
  ['monitor level 0', '', '× node -e 0', 1.25, byRatio],
  ...['standby', 'active'].flatMap((role): [string, string, string, number, Value][] => [
    [`monitor level 10, HTTP, ${role}`, '', '× node -e 0', 2.7, byRatio],
    [`monitor level 10, HTTPS, ${role}`, '', '× node -e 0', 3.2, byRatio],
    [`monitor level 10, HTTP, no code cache, ${role}`, '', '× node -e 0', 3.6, byRatio],
    [`monitor level 10, HTTP, ${role}`, 'peak RSS', 'MiB above node -e 0', 21, extraMiB],
    [`monitor level 10, HTTP, ${role}`, 'time', "× awsvip's", 1 / 8, shareOfWall('awsvip monitor, HTTP')],
    [`monitor level 10, HTTP, ${role}`, 'CPU', "× awsvip's", 1 / 8, shareOfCpu('awsvip monitor, HTTP')],
  ]),
  ['monitor level 0', 'peak RSS', 'MiB above node -e 0', 5, extraMiB],
];

/** One verdict for each promise whose numbers are there. */
export function judge({ startUp, atRest, failover, scale }: Results): readonly Verdict[] {
  return [
    ...(startUp === undefined ? [] : judgeStartUp(startUp)),
    ...(atRest === undefined ? [] : judgeAtRest(atRest)),
    ...(failover === undefined ? [] : judgeFailover(failover)),
    ...(scale ?? []).map(({ name, clusters, converged }) =>
      steady(`scale, ${name}: clusters left without their ENI`, 'clusters', 0, clusters - converged),
    ),
  ];
}

/**
 * Whether a promise is kept. With an `allowance` above 1 the machine counts as busy: `allowance` times as much will do, and
 * processor time may stand for time.
 */
export function isKept({ limit, measured, noisy, inCpuTime }: Verdict, allowance = 1): boolean {
  if (!noisy || allowance === 1) return measured <= limit;
  return Math.min(measured, inCpuTime ?? Infinity) <= limit * allowance;
}

function judgeStartUp(rows: readonly Measured[]): Verdict[] {
  return startUpTargets.flatMap(([name, what, unit, limit, value]) => {
    const row = rows.find((one) => one.name === name);
    if (row === undefined || (unit.includes('awsvip') && !rows.some((one) => one.name.startsWith('awsvip'))))
      return [];
    const verdict = {
      what: what === '' ? name : `${name}: ${what}`,
      unit,
      limit,
      measured: value(row, rows),
      noisy: true,
    };
    return [value === byRatio ? { ...verdict, inCpuTime: row.cpuRatio } : verdict];
  });
}

function judgeAtRest({ monitors, requests, socketFamilies, callsPerDeepMonitor }: AtRestResult): Verdict[] {
  const network = socketFamilies.filter((family) => family !== 'AF_NETLINK');
  return [
    steady(`requests to EC2 and IMDS in ${monitors} level-0 monitors`, 'requests', 0, requests),
    steady('families of sockets in a level-0 monitor beside AF_NETLINK', 'families', 0, network.length),
    steady('calls of EC2 by a level-10 monitor', 'calls', 1, callsPerDeepMonitor),
  ];
}

function judgeFailover({ moves, linkNoticedMedianMs }: FailoverResult): Verdict[] {
  return [
    ...moves.map(({ name, beyondMedianMs }): Verdict => ({
      what: `${name}: time beyond EC2's own`,
      unit: 'ms',
      limit: 500,
      measured: beyondMedianMs,
      noisy: true,
    })),
    ...moves.map(({ name, ec2CallsMost }) =>
      steady(`${name}: calls of EC2, at most`, 'calls', 30, ec2CallsMost),
    ),
    {
      what: 'a new link is noticed after',
      unit: 'ms',
      limit: 50,
      measured: linkNoticedMedianMs,
      noisy: true,
    },
  ];
}

function steady(what: string, unit: string, limit: number, measured: number): Verdict {
  return { what, unit, limit, measured, noisy: false };
}

function find(rows: readonly Measured[], name: string): Measured {
  const row = rows.find((one) => one.name === name);
  if (row === undefined) throw new Error(`nothing was measured under the name ${name}`);
  return row;
}

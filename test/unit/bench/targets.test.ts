import { describe, expect, it } from 'vitest';
import type { Measured } from '../../../scripts/bench/measure-interleaved.ts';
import { isKept, judge, type Verdict } from '../../../scripts/bench/targets.ts';

function measured(name: string, change: Partial<Measured> = {}): Measured {
  const nothing = { ec2Requests: 0, imdsRequests: 0 };
  return { name, wallMs: 25, cpuMs: 30, peakRssKiB: 40_960, ratio: 1, cpuRatio: 1, ...nothing, ...change };
}

const byName = (verdicts: readonly Verdict[], what: string) => verdicts.find((one) => one.what === what);

describe('verdicts on start-up', () => {
  const rows = [
    measured('node -e 0'),
    measured('monitor level 0', { ratio: 1.26, peakRssKiB: 46_080 }),
    measured('monitor level 10, HTTP, active', { ratio: 2.7, wallMs: 100, cpuMs: 126 }),
    measured('awsvip monitor, HTTP', { wallMs: 800, cpuMs: 1000 }),
  ];

  it('compare ratios, memory above bare Node, and shares of what awsvip takes', () => {
    const verdicts = judge({ startUp: rows });
    expect(byName(verdicts, 'monitor level 0')).toMatchObject({ measured: 1.26, limit: 1.25 });
    expect(byName(verdicts, 'monitor level 0: peak RSS')).toMatchObject({ measured: 5, limit: 5 });
    expect(byName(verdicts, 'monitor level 10, HTTP, active: time')).toMatchObject({ measured: 0.125 });
    expect(byName(verdicts, 'monitor level 10, HTTP, active: CPU')).toMatchObject({ measured: 0.126 });
  });

  it('leave out what was not measured', () => {
    const own = rows.filter(({ name }) => !name.startsWith('awsvip'));
    expect(judge({ startUp: own }).some(({ unit }) => unit.includes('awsvip'))).toBe(false);
    expect(judge({})).toEqual([]);
  });
});

describe('a promise', () => {
  const verdict = { what: 'x', unit: 'ms', limit: 100, measured: 149, noisy: true };

  it('is kept up to its limit, and on a loaded machine up to the allowance', () => {
    expect(isKept({ ...verdict, measured: 100 })).toBe(true);
    expect(isKept(verdict)).toBe(false);
    expect(isKept(verdict, 1.5)).toBe(true);
    expect(isKept({ ...verdict, measured: 151 }, 1.5)).toBe(false);
  });

  it('about time may be kept in processor time where an allowance is made', () => {
    const slow = { ...verdict, measured: 400, inCpuTime: 120 };
    expect(isKept(slow, 1.5)).toBe(true);
    expect(isKept(slow)).toBe(false);
    expect(isKept({ ...slow, inCpuTime: 151 }, 1.5)).toBe(false);
  });

  it('that does not depend on the load gets no allowance', () => {
    expect(isKept({ ...verdict, noisy: false }, 1.5)).toBe(false);
  });

  it('of no requests at all is broken by one', () => {
    const rest = { monitors: 1000, socketFamilies: ['AF_NETLINK'], programs: ['eni', 'node'] };
    const cost = {
      callsPerDeepMonitor: 1,
      resources: 10_000,
      callsPerHour: 600_000,
      resourcesPerAccount: 1200,
    };
    const broken = (requests: number, socketFamilies = rest.socketFamilies) =>
      judge({ atRest: { ...rest, ...cost, requests, socketFamilies } })
        .filter((one) => !isKept(one, 1.5))
        .map(({ what }) => what);
    expect(broken(0)).toEqual([]);
    expect(broken(1)).toEqual(['requests to EC2 and IMDS in 1000 level-0 monitors']);
    expect(broken(0, ['AF_INET', 'AF_NETLINK'])).toHaveLength(1);
  });
});

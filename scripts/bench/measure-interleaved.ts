import type { ControlClient } from '../../test/emulator/control-client.ts';
import type { Case } from './cases.ts';
import type { ProcessMeter, Sample } from './process-meter.ts';
import { median } from './statistics.ts';

/** What one case took: medians over all rounds. */
export interface Measured {
  readonly name: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakRssKiB: number;
  /** Requests of one run, averaged, since some agents keep what they learned. */
  readonly ec2Requests: number;
  readonly imdsRequests: number;
  /** Wall time over that of the base. */
  readonly ratio: number;
  /** The same of processor time, user and system. */
  readonly cpuRatio: number;
}

interface Tally {
  readonly samples: Sample[];
  ec2: number;
  imds: number;
}

/** Rounds before the first that counts: file caches fill and every agent learns what it keeps. */
const warmUps = 2;

/**
 * Runs all cases once a round, in an order that differs from round to round, so that whatever slows the machine down for a
 * while slows all of them. `base` is the name of the case that ratios refer to.
 */
export async function measureInterleaved(
  cases: readonly Case[],
  { base, rounds, meter, control, onRound }: MeasureOptions,
): Promise<readonly Measured[]> {
  const tallies = new Map(cases.map(({ name }): [string, Tally] => [name, { samples: [], ec2: 0, imds: 0 }]));
  for (let round = -warmUps; round < rounds; round += 1) {
    const shift = (round + warmUps) * 7;
    for (let n = 0; n < cases.length; n += 1) {
      const it = cases[(n + shift) % cases.length];
      const tally = tallies.get(it?.name ?? '');
      if (it === undefined || tally === undefined) continue;
      await control.clearRequests();

      const sample = await meter.run(it);
      if (round < 0) continue;
      tally.samples.push(sample);
      for (const { service } of await control.requests()) tally[service === 'imds' ? 'imds' : 'ec2'] += 1;
    }
    onRound(round + 1);
  }
  const reference = tallies.get(base);
  if (reference === undefined) throw new Error(`the base ${base} is not among the cases`);
  return [...tallies].map(([name, tally]) => summarize(name, tally, reference));
}

export interface MeasureOptions {
  readonly base: string;
  readonly rounds: number;
  readonly meter: ProcessMeter;
  readonly control: ControlClient;
  /** Told the number of rounds that are done; not positive while warming up. */
  readonly onRound: (done: number) => void;
}

function summarize(name: string, { samples, ec2, imds }: Tally, base: Tally): Measured {
  const wallMs = median(samples.map((sample) => sample.wallMs));
  const cpuMs = median(samples.map(cpuOf));
  return {
    name,
    wallMs,
    cpuMs,
    peakRssKiB: median(samples.map(({ peakRssKiB }) => peakRssKiB)),
    ec2Requests: ec2 / samples.length,
    imdsRequests: imds / samples.length,
    ratio: wallMs / median(base.samples.map((sample) => sample.wallMs)),
    cpuRatio: cpuMs / median(base.samples.map(cpuOf)),
  };
}

function cpuOf({ userMs, sysMs }: Sample): number {
  return userMs + sysMs;
}

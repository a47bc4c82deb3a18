import { ClusterLab } from '../../test/cluster/lab.ts';
import { carryOut } from './carry-out.ts';
import { Chronicle } from './chronicle.ts';
import { operationKinds } from './kinds.ts';
import { Observer } from './observer.ts';
import { planOperations, type Operation } from './plan-operations.ts';
import { saveLogs } from './save-logs.ts';
import { soakLabOptions, type Topology } from './soak-lab.ts';
import type { Outcome } from './summary.ts';
import { troubles } from './troubles.ts';

export interface SoakOptions {
  readonly seed: number;
  readonly operations: number;
  readonly minutes: number;
  readonly topology: Topology;
  /** Only kinds and troubles with these names; undefined: all. */
  readonly only: readonly string[] | undefined;
  /** Where the logs go after a violation. */
  readonly logs: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface SoakResult {
  readonly seed: number;
  readonly topology: Topology;
  readonly outcomes: readonly Outcome[];
  readonly violations: readonly string[];
  /** Fencing of nodes that missed heartbeats on a machine too busy for them. */
  readonly starved: number;
  readonly seconds: number;
}

/** One cluster, one operation after the other, until their number or the time is up or something is violated. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { say, signal, seed, topology } = options;
  const chronicle = new Chronicle();
  const lab = await ClusterLab.up({
    ...soakLabOptions(topology),
    onEvent: ({ atMs, what }) => chronicle.add('lab', what, atMs),
  });
  const beganMs = Date.now();
  const observer = new Observer(lab, chronicle);
  const outcomes: Outcome[] = [];
  try {
    observer.start();
    const endMs = beganMs + options.minutes * 60_000;
    for (const operation of planOperations(seed, ...choices(options.only))) {
      if (operation.number > options.operations || Date.now() >= endMs) break;
      signal.throwIfAborted();
      const startMs = Date.now();
      chronicle.add('soak', `operation ${operation.number}: ${describe(operation)}`);
      const outcome = await Promise.race([carryOut(lab, observer, chronicle, operation), aborted(signal)]);
      outcomes.push(outcome);
      say(`${String(operation.number).padStart(4)}  ${describe(operation)}: ${spell(outcome)}`);
      if (observer.violations.length > 0) {
        say(
          `\nVIOLATION in operation ${operation.number} of seed ${seed}: ${observer.violations.join('\n')}\n`,
        );
        const lines = chronicle.render(startMs - 15_000, startMs);
        for (const line of lines) say(line);
        saveLogs(lab, options.logs, chronicle.render(0, startMs));
        say(`\nlogs: ${options.logs}`);
        break;
      }
    }
  } finally {
    await observer.stop();
    await lab.down();
  }
  const seconds = (Date.now() - beganMs) / 1000;
  return {
    seed,
    topology,
    outcomes,
    violations: observer.violations,
    starved: observer.fencing.starved,
    seconds,
  };
}

function choices(only: readonly string[] | undefined): [typeof operationKinds, typeof troubles] {
  if (only === undefined) return [operationKinds, troubles];
  const isWanted = ({ name }: { name: string }): boolean => only.includes(name);
  return [operationKinds.filter(isWanted), troubles.filter(isWanted)];
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function describe({ kind, on, trouble }: Operation): string {
  const meanwhile =
    trouble === undefined
      ? ''
      : `, ${trouble.kind} for ${(trouble.forMs / 1000).toFixed(1)} s after ${(trouble.afterMs / 1000).toFixed(1)} s`;
  return `${kind} (${on})${meanwhile}`;
}

function spell({ outageMs, tookMs }: Outcome): string {
  const outage = outageMs === 0 ? 'no outage' : `outage ${(outageMs / 1000).toFixed(1)} s`;
  return `${outage}, at rest after ${(tookMs / 1000).toFixed(1)} s`;
}

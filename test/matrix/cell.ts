import { seededRandom } from '../emulator/model/random.ts';
import type { Fault } from './fault-class.ts';
import type { Job } from './run-on-stages.ts';
import type { Situation } from './situation.ts';

/** A call that an undisturbed run makes. */
export interface Call {
  readonly service: 'ec2' | 'imds';
  readonly action: string;
  readonly dryRun: boolean;
}

/** One fault at one call of one action. */
export interface Cell extends Job {
  readonly call: Call;
  readonly fault: Fault;
  /** Which of the action's calls of this kind it strikes, counted from 1. */
  readonly occurrence: number;
  /** All that follow as well. */
  readonly lasting: boolean;
}

function spell({ situation, call, fault, occurrence, lasting }: Omit<Cell, 'name'>): string {
  const dry = call.dryRun ? ' (DryRun)' : '';
  const when = `${lasting ? 'from ' : ''}no. ${occurrence}${lasting ? ' on' : ''}`;
  return `${situation.name} | ${call.action}${dry} ${when} | ${fault.className}: ${fault.name}`;
}

/** Every fault at the first, the second and the last call of each kind, for that call alone and from it on. */
export function allCells(situation: Situation, calls: readonly Call[], faults: readonly Fault[]): Cell[] {
  const kinds = new Map(calls.map((call) => [JSON.stringify(call), call]));
  return [...kinds].flatMap(([key, call]) => {
    const count = calls.filter((each) => JSON.stringify(each) === key).length;
    const occurrences = [...new Set([1, Math.min(2, count), count])];
    return faults
      .filter(({ service, actions }) => service === call.service && actions?.test(call.action) !== false)
      .flatMap((fault) =>
        occurrences.flatMap((occurrence) =>
          durations(fault).map((lasting) => {
            const cell = { situation, call, fault, occurrence, lasting };
            return { ...cell, name: spell(cell) };
          }),
        ),
      );
  });
}

/** Whether it may last, and whether it may pass. */
function durations({ lastsByItself, passesByItself }: Fault): readonly boolean[] {
  if (lastsByItself === true) return [true];
  return passesByItself === true ? [false] : [false, true];
}

/** One cell of each action and class, drawn with the seed. */
export function sampleCells(cells: readonly Cell[], seed: number): Cell[] {
  return drawOne(cells, seed, ({ situation, fault }) => [
    situation.exitAction,
    fault.service,
    fault.className,
  ]);
}

/** One cell of each situation, call, class, occurrence and duration: of the faults of a class, any. */
export function representativeCells(cells: readonly Cell[], seed: number): Cell[] {
  return drawOne(cells, seed, ({ situation, call, fault, occurrence, lasting }) => [
    ...[situation.name, call, fault.className],
    ...[occurrence, lasting],
  ]);
}

function drawOne(cells: readonly Cell[], seed: number, keyOf: (cell: Cell) => readonly unknown[]): Cell[] {
  const random = seededRandom(seed);
  const groups = Map.groupBy(cells, (cell) => JSON.stringify(keyOf(cell)));
  return [...groups.values()].flatMap((group) => group[Math.floor(random() * group.length)] ?? []);
}

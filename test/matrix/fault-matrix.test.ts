import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeFabric } from '../integration/fabric/describe-fabric.ts';
import { brokenEc2Answers, brokenImdsAnswers } from './broken-answers.ts';
import { allCells, representativeCells, sampleCells, type Cell } from './cell.ts';
import { countTable } from './count-table.ts';
import { ec2Errors } from './ec2-errors.ts';
import { form } from './form.ts';
import { midActionFaults } from './mid-action.ts';
import { recordCalls } from './record-calls.ts';
import { runCell, type CellResult } from './run-cell.ts';
import { runOnStages, type Report } from './run-on-stages.ts';
import { situations } from './situation.ts';
import { Stage } from './stage.ts';

const faults = [...ec2Errors, ...brokenEc2Answers, ...brokenImdsAnswers, ...midActionFaults];

describeFabric('the fault matrix', () => {
  let reports: readonly Report<Cell, CellResult>[] = [];

  beforeAll(async () => {
    const cells = await enumerate();
    const chosen = choose(cells);
    console.log(`fault matrix: ${chosen.length} of ${cells.length} cells, seed ${form.seed}`);
    reports = await runOnStages(chosen, form.labs, runCell);
    tell(reports);
  }, form.timeoutMs);

  it('strikes what it aims at', () => {
    const struck = reports.filter(({ result }) => result?.struck === true).length;
    expect(struck).toBeGreaterThan(reports.length / 2);
  });

  it('is told with the cause, where that is known before time runs out', () => {
    const tellings = reports.flatMap(({ result }) => result?.telling ?? []);
    const [causes, times] = (['cause', 'time'] as const).map(
      (wanted) => tellings.filter((telling) => telling === wanted).length,
    );
    console.log(`reasons: ${causes ?? 0} name the cause, ${times ?? 0} only that time ran out`);
    expect(times).toBeLessThanOrEqual(Math.max(3, (causes ?? 0) / 10));
  });

  it.each(situations)('holds for $name', ({ name }) => {
    const mine = reports.filter(({ job }) => job.situation.name === name);
    expect(mine.flatMap(({ violation }) => violation ?? [])).toEqual([]);
  });
});

async function enumerate(): Promise<Cell[]> {
  await using stage = await Stage.create();
  const cells: Cell[] = [];
  for (const situation of situations) {
    cells.push(...allCells(situation, await recordCalls(stage, situation), faults));
  }
  return cells.filter(({ name }) => form.wants(name));
}

function choose(cells: readonly Cell[]): readonly Cell[] {
  if (form.everyFault) return cells;
  return form.full ? representativeCells(cells, form.seed) : sampleCells(cells, form.seed);
}

/** The counts: by action and by class on standard output, by both in a file of the reports. */
function tell(reports: readonly Report<Cell, CellResult>[]): void {
  const outcomes = reports.map(({ job: { situation, fault }, result, violation }) => {
    const answer = result?.struck === true ? String(result.code) : 'not met';
    return {
      action: situation.name,
      className: `${fault.service} ${fault.className}`,
      outcome: violation === undefined ? answer : 'violation',
    };
  });
  const count = (wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const by = (title: string, rowOf: (outcome: (typeof outcomes)[number]) => string) =>
    countTable(
      title,
      outcomes.map((each) => [rowOf(each), each.outcome]),
    );
  console.log(by('cells by action', ({ action }) => action));
  console.log(by('cells by class', ({ className }) => className));
  console.log(
    `fault matrix: ${outcomes.length} cells, ${outcomes.length - count('not met')} struck, ${count('violation')} violations, seed ${form.seed}`,
  );
  const folder = process.env['ENI_AGENT_TEST_REPORTS'];
  if (folder === undefined) return;
  const text = by('cells', ({ action, className }) => `${action} × ${className}`);
  appendFileSync(join(folder, 'fault-matrix.txt'), `${text}\n`);
}

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeFabric } from '../integration/fabric/describe-fabric.ts';
import { brokenEc2Answers, brokenImdsAnswers } from './broken-answers.ts';
import { allCells, type Cell } from './cell.ts';
import { countTable } from './count-table.ts';
import { ec2Errors } from './ec2-errors.ts';
import { form } from './form.ts';
import { midActionFaults } from './mid-action.ts';
import { recordCalls } from './record-calls.ts';
import { runCells, type CellReport } from './run-cells.ts';
import { situations } from './situation.ts';
import { Stage } from './stage.ts';

const faults = [...ec2Errors, ...brokenEc2Answers, ...brokenImdsAnswers, ...midActionFaults];

describeFabric('the fault matrix', () => {
  let reports: readonly CellReport[] = [];

  beforeAll(async () => {
    const cells = await enumerate();
    const chosen = form.choose(cells);
    console.log(`${form.words}: ${chosen.length} of ${cells.length} cells`);
    reports = await runCells(chosen, form.labs, ({ violation }) => {
      if (violation !== undefined) console.log(`VIOLATION ${violation}`);
    });
    const outcomes = reports.map(({ cell, result, violation }) => ({
      action: cell.situation.name,
      className: `${cell.fault.service} ${cell.fault.className}`,
      outcome:
        violation !== undefined ? 'violation' : result?.struck === true ? String(result.code) : 'not met',
    }));
    console.log(
      countTable(
        'cells by action',
        outcomes.map(({ action, outcome }) => [action, outcome]),
      ),
    );
    console.log(
      countTable(
        'cells by class',
        outcomes.map(({ className, outcome }) => [className, outcome]),
      ),
    );
    const folder = process.env['ENI_AGENT_TEST_REPORTS'];
    if (folder !== undefined) {
      const all = outcomes.map(
        ({ action, className, outcome }) => [`${action} × ${className}`, outcome] as const,
      );
      appendFileSync(join(folder, 'fault-matrix.txt'), `${countTable('cells', all)}\n`);
    }
  }, form.timeoutMs);

  it('strikes what it aims at', () => {
    const struck = reports.filter(({ result }) => result?.struck === true).length;
    expect(struck).toBeGreaterThan(reports.length / 2);
  });

  it.each(situations)('holds for $name', ({ name }) => {
    const mine = reports.filter(({ cell }) => cell.situation.name === name);
    expect(mine.flatMap(({ violation }) => violation ?? [])).toEqual([]);
  });
});

async function enumerate(): Promise<Cell[]> {
  await using stage = await Stage.create();
  const cells: Cell[] = [];
  for (const situation of situations) {
    cells.push(...allCells(situation, await recordCalls(stage, situation), faults));
  }
  return cells;
}

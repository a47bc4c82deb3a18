import { spellCell, type Cell } from './cell.ts';
import { runCell, type CellResult } from './run-cell.ts';
import { Stage } from './stage.ts';

export interface CellReport {
  readonly cell: Cell;
  readonly result?: CellResult;
  /** What the agent did that it must not. */
  readonly violation?: string;
}

/** Runs cells in several labs at a time; a lab in which something went wrong is replaced. */
export async function runCells(
  cells: readonly Cell[],
  labs: number,
  onReport: (report: CellReport) => void = () => undefined,
): Promise<readonly CellReport[]> {
  const waiting = [...cells];
  const reports: CellReport[] = [];
  const worker = async () => {
    let stage: Stage | undefined;
    try {
      for (let cell = take(waiting, stage); cell !== undefined; cell = take(waiting, stage)) {
        stage ??= await Stage.create();
        const report = await attempt(stage, cell);
        reports.push(report);
        onReport(report);
        if (report.violation === undefined) continue;
        await stage[Symbol.asyncDispose]();
        stage = undefined;
      }
    } finally {
      await stage?.[Symbol.asyncDispose]();
    }
  };
  await Promise.all(Array.from({ length: labs }, worker));
  return reports;
}

/** The next cell, where possible one that begins with what the last one ended with. */
function take(waiting: Cell[], stage: Stage | undefined): Cell | undefined {
  const holder = stage?.holder();
  const at = waiting.findIndex(({ situation }) => situation.holder === holder);
  return waiting.splice(Math.max(0, at), 1)[0];
}

async function attempt(stage: Stage, cell: Cell): Promise<CellReport> {
  try {
    return { cell, result: await runCell(stage, cell) };
  } catch (error) {
    return {
      cell,
      violation: `${spellCell(cell)}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

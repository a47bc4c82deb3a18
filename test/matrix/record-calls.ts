import { lastRequest } from '../integration/agent/cloud-state.ts';
import type { Call } from './cell.ts';
import type { Situation } from './situation.ts';
import type { Stage } from './stage.ts';
import { undisturbed } from './allowed-codes.ts';
import { Violation } from './violation.ts';

/** The calls that an undisturbed run of the action makes, in their order. */
export async function recordCalls(stage: Stage, situation: Situation): Promise<readonly Call[]> {
  await stage.prepare(situation);
  const before = lastRequest(stage.lab);
  const run = await stage.call(situation);
  if (run.code !== undisturbed(situation))
    throw new Violation(`${situation.name}, undisturbed, answers ${String(run.code)}: ${run.stderr}`);
  return stage.lab.emulator.requests.after(before).flatMap(({ service, action, parameters }) => {
    if (service === 'sts') return [];
    return [{ service, action, dryRun: parameters['DryRun'] === 'true' }];
  });
}

import { checkClaim, recover } from './aftermath.ts';
import { allowedCodes, undisturbed } from './allowed-codes.ts';
import type { Cell } from './cell.ts';
import { checkAnswer, type Telling } from './check-answer.ts';
import type { Stage } from './stage.ts';
import { strike } from './strike.ts';

/** How long Pacemaker would wait: for what lasts until then, and for what ends well even on a busy machine. */
const timeoutMs = { lasting: 5_000, passing: 20_000 };
/** What comes late all the same comes in this time, however busy the machine is. */
const patient = { OCF_RESKEY_api_timeout: '5s' };

export interface CellResult {
  /** False: the action ended without making this call so often, so nothing was tried. */
  readonly struck: boolean;
  readonly code: number | null;
  readonly telling: Telling;
}

/** Tries one cell. Throws Violation where the agent does what it must not. */
export async function runCell(stage: Stage, cell: Cell): Promise<CellResult> {
  const { situation, fault, lasting } = cell;
  await stage.prepare(situation);
  const struck = strike(stage, cell);
  const { env, wrapper } = stage.route(fault.route ?? 'address');
  const isHarmless = fault.nature === 'harmless';
  const limitMs = lasting && !isHarmless ? timeoutMs.lasting : timeoutMs.passing;
  const limit = { OCF_RESKEY_CRM_meta_timeout: String(limitMs), ...(isHarmless ? patient : {}) };
  const run = await stage.call(situation, { ...env, ...limit }, { wrapper });
  const wasStruck = await struck.end();
  // The claim is about this moment, in which EC2 may still be at work.
  await checkClaim(stage, situation, run);
  const allowed = wasStruck ? allowedCodes(situation, fault, lasting) : [undisturbed(situation)];
  const telling = checkAnswer(run, { allowed, reason: fault.reason, timeoutMs: limitMs });
  await stage.calmDown();
  await recover(stage, situation, run);
  return { struck: wasStruck, code: run.code, telling };
}

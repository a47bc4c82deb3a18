import { holderOf } from '../integration/agent/cloud-state.ts';
import type { ProgramRun } from '../lab/run-program.ts';
import { cast } from '../lab/topology.ts';
import { allowedCodes, undisturbed } from './allowed-codes.ts';
import type { Cell } from './cell.ts';
import { checkAnswer } from './check-answer.ts';
import type { Stage } from './stage.ts';
import { strike } from './strike.ts';
import { Violation } from './violation.ts';

/** How long Pacemaker would wait: for what lasts until then, and for what passes even on a busy machine. */
const timeoutMs = { lasting: 8_000, passing: 20_000 };

export interface CellResult {
  /** False: the action ended without making this call so often, so nothing was tried. */
  readonly struck: boolean;
  readonly code: number | null;
}

/** Tries one cell. Throws Violation where the agent does what it must not. */
export async function runCell(stage: Stage, cell: Cell): Promise<CellResult> {
  const { situation, fault, lasting } = cell;
  await stage.prepare(situation);
  const struck = strike(stage, cell);
  const { env, wrapper } = stage.route(fault.route ?? 'address');
  const limitMs = lasting ? timeoutMs.lasting : timeoutMs.passing;
  const limit = { OCF_RESKEY_CRM_meta_timeout: String(limitMs) };
  const run = await stage.call(situation, { ...env, ...limit }, { wrapper });
  const wasStruck = await struck.end();
  // The claim is about this moment, in which EC2 may still be at work.
  await checkClaim(stage, cell, run);
  const allowed = wasStruck ? allowedCodes(situation, fault, lasting) : [undisturbed(situation)];
  checkAnswer(run, { allowed, reason: fault.reason, timeoutMs: limitMs });
  await stage.calmDown();
  await recover(stage, cell, run);
  return { struck: wasStruck, code: run.code };
}

/** What exit code 0 of a move says has to be true when the action ends. */
async function checkClaim(stage: Stage, { situation }: Cell, { code }: ProgramRun): Promise<void> {
  if (code !== 0) return;
  if (situation.action === 'start') await stage.expectPlace('here', 'after start answered 0');
  if (situation.action === 'stop') await stage.expectPlace('not here', 'after stop answered 0');
  const { sourceDestCheck } = stage.lab.emulator.cloud.eni(cast.eni);
  const wanted = situation.env['OCF_RESKEY_source_dest_check'] === 'enabled';
  if (wanted && situation.action !== 'validate-all' && !sourceDestCheck)
    throw new Violation(`${situation.action} answered 0 without the source/dest check that is wanted`);
}

/** Without the fault, the world is as before, or the same action brings about what it failed to. */
async function recover(stage: Stage, { situation }: Cell, run: ProgramRun): Promise<void> {
  await stage.expectTrueMemory();
  switch (situation.action) {
    case 'start':
      await stage.succeed('start', 'with the fault lifted');
      return stage.expectPlace('here', 'with the fault lifted');
    case 'stop':
      if (run.code !== 0) await stage.succeed('stop', 'with the fault lifted');
      return stage.expectPlace('not here', 'with the fault lifted');
    case 'monitor':
    case 'validate-all':
    case 'reload-agent': {
      const here = situation.holder === 'here';
      await stage.expectPlace(here ? 'here' : 'not here', `after ${situation.action}`);
      if (here) return stage.succeed('start', 'with the fault lifted');
      const peer = holderOf(stage.lab) === `${cast.nodeB} attached`;
      if (peer !== (situation.holder === 'peer'))
        throw new Violation(`the ENI moved: ${holderOf(stage.lab)}`);
    }
  }
}

import { holderOf } from '../integration/agent/cloud-state.ts';
import type { ProgramRun } from '../lab/run-program.ts';
import { cast } from '../lab/topology.ts';
import type { Situation } from './situation.ts';
import type { Stage } from './stage.ts';
import { Violation } from './violation.ts';

/** Throws Violation unless what exit code 0 says is true when the action ends. */
export async function checkClaim(
  stage: Stage,
  situation: Situation,
  { code, stderr }: ProgramRun,
): Promise<void> {
  if (code !== 0) return;
  if (situation.action === 'start') await stage.expectPlace('here', 'after start answered 0');
  if (situation.action === 'stop') {
    // A stop that says what it could not take off may leave it behind, while nothing of it can be used.
    if (stderr === '') await stage.expectPlace('not here', 'after stop answered 0');
    else await stage.expectNoUse('after stop answered 0 with a warning');
  }
  const { sourceDestCheck } = stage.lab.emulator.cloud.eni(cast.eni);
  const wanted = situation.env['OCF_RESKEY_source_dest_check'] === 'enabled';
  if (wanted && situation.action !== 'validate-all' && !sourceDestCheck)
    throw new Violation(`${situation.action} answered 0 without the source/dest check that is wanted`);
}

/**
 * Throws Violation unless, without the fault, the world is as before or the same action brings about what it failed to.
 */
export async function recover(stage: Stage, situation: Situation, run: ProgramRun): Promise<void> {
  await stage.expectTrueMemory();
  switch (situation.action) {
    case 'start':
      await stage.succeed('start', 'with the fault lifted');
      return stage.expectPlace('here', 'with the fault lifted');
    case 'stop':
      if (run.code !== 0 || run.stderr !== '') await stage.succeed('stop', 'with the fault lifted');
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

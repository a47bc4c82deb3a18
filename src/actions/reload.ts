import type { Eni } from '../domain/eni.ts';
import { whereabouts } from '../domain/observation.ts';
import { wantedSourceDestCheck, type ActionContext, type ActionResult } from './action-context.ts';
import { watchEni, type EniWatch } from './eni-watch.ts';
import { tryInstance } from './know-instance.ts';
import { persist } from './persist.ts';
import { stepActor } from './step-actor.ts';

/**
 * Applies changed parameters to an ENI that is here, without taking anything away first: the link's configuration and
 * the source/dest check. Where the ENI is not here there is nothing to apply. Throws AgentError.
 */
export async function reload(context: ActionContext): Promise<ActionResult> {
  const { parameters, deadlineMs } = context;
  const watch = await watchEni(context);
  const [eni, me] = await Promise.all([
    persist(context, () => describe(watch, deadlineMs)),
    tryInstance(context, deadlineMs),
  ]);
  const link = await watch.link();
  if (whereabouts(eni, me, link) !== 'here') return { outcome: 'done' };
  const act = stepActor(context, watch);
  const wanted = wantedSourceDestCheck(parameters);
  if (wanted !== undefined && wanted !== eni.sourceDestCheck) {
    await persist(context, () => act({ do: 'set-source-dest-check', enabled: wanted }, me));
  }
  if (link.kind === 'present' && link.lacks.length > 0) await act({ do: 'configure' }, me);
  return { outcome: 'done' };
}

async function describe(watch: EniWatch, untilMs: number): Promise<Eni> {
  const view = await watch.ec2(untilMs);
  if (view.kind !== 'known') throw view.error;
  return view.eni;
}

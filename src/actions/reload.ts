import { AgentError } from '../domain/errors.ts';
import { whereabouts } from '../domain/observation.ts';
import { wantedSourceDestCheck, type ActionContext, type ActionResult } from './action-context.ts';
import { watchEni } from './eni-watch.ts';
import { tryInstance } from './know-instance.ts';
import { stepActor } from './step-actor.ts';

/**
 * Applies changed parameters to an ENI that is here, without taking anything away first: the link's configuration and
 * the source/dest check. Where the ENI is not here there is nothing to apply. Throws AgentError.
 */
export async function reload(context: ActionContext): Promise<ActionResult> {
  const { parameters, deadlineMs } = context;
  const watch = await watchEni(context);
  const [ec2, me] = await Promise.all([watch.ec2(deadlineMs), tryInstance(context, deadlineMs)]);
  if (ec2.kind !== 'known') throw new AgentError(ec2.error.kind, ec2.error.message, { cause: ec2.error });
  const link = await watch.link();
  if (whereabouts(ec2.eni, me, link) !== 'here') return { outcome: 'done' };
  const act = stepActor(context, watch);
  const wanted = wantedSourceDestCheck(parameters);
  if (wanted !== undefined && wanted !== ec2.eni.sourceDestCheck) {
    await act({ do: 'set-source-dest-check', enabled: wanted }, me);
  }
  if (link.kind === 'present' && link.lacks.length > 0) await act({ do: 'configure' }, me);
  return { outcome: 'done' };
}

import type { Eni } from '../domain/eni.ts';
import { AgentError } from '../domain/errors.ts';
import { describeEniPlace, whereabouts, type LinkView } from '../domain/observation.ts';
import { patience } from '../domain/patience.ts';
import { wantedSourceDestCheck, type ActionContext, type ActionResult } from './action-context.ts';
import { watchEni, type EniWatch } from './eni-watch.ts';
import { tryInstance } from './know-instance.ts';
import { createPace } from './pace.ts';
import { persist } from './persist.ts';
import { stepActor } from './step-actor.ts';

/**
 * Applies changed parameters to an ENI that is here, without taking anything away first: the link's configuration and
 * the source/dest check. Where the ENI is not here there is nothing to apply. Throws AgentError.
 */
export async function reload(context: ActionContext): Promise<ActionResult> {
  const { parameters, deadlineMs } = context;
  const watch = await watchEni(context);
  const identity = tryInstance(context, deadlineMs);
  const found = await lookUntilAgreed(context, watch, identity);
  if (found === undefined) return { outcome: 'done' };
  const { eni, link } = found;
  const me = await identity;
  const act = stepActor(context, watch);
  const wanted = wantedSourceDestCheck(parameters);
  if (wanted !== undefined && wanted !== eni.sourceDestCheck) {
    await persist(context, () => act({ do: 'set-source-dest-check', enabled: wanted }, me));
  }
  if (link.kind === 'present' && link.lacks.length > 0) await act({ do: 'configure' }, me);
  return { outcome: 'done' };
}

/**
 * The ENI and its link as EC2 and the kernel show them here; undefined when neither has it here. EC2 may answer from before
 * the ENI came, so with the link here its "not here" is heard again for some seconds; throws AgentError if it stays so.
 */
async function lookUntilAgreed(
  context: ActionContext,
  watch: EniWatch,
  identity: Promise<string | undefined>,
): Promise<{ readonly eni: Eni; readonly link: LinkView } | undefined> {
  const { ports, deadlineMs } = context;
  const { clock, log } = ports;
  const pace = createPace(ports);
  const firstMs = clock.nowMs();
  for (;;) {
    const eni = await persist(context, () => describe(watch, deadlineMs));
    const link = await watch.link();
    if (whereabouts(eni, await identity, link) === 'here') return { eni, link };
    if (link.kind !== 'present') return undefined;
    const contradiction = `${describeEniPlace(eni)}, yet the kernel has ${link.name}`;
    const pauseMs = pace.nextMs({ do: 'wait', why: contradiction, for: 'ec2' }, false);
    const nowMs = clock.nowMs();
    if (nowMs - firstMs >= patience.contradictionMs || nowMs + pauseMs >= deadlineMs)
      throw new AgentError('failed', contradiction);
    log.debug(`reading again: ${contradiction}`);
    await watch.pause(pauseMs);
  }
}

async function describe(watch: EniWatch, untilMs: number): Promise<Eni> {
  const view = await watch.ec2(untilMs);
  if (view.kind !== 'known') throw view.error;
  return view.eni;
}

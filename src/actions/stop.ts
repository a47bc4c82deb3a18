import { decideStop, type StopIntent, type StopObservation } from '../domain/decide-stop.ts';
import { AgentError } from '../domain/errors.ts';
import { nothingSeen, type Ec2View } from '../domain/observation.ts';
import { forceAfterMs, type ActionContext, type ActionResult } from './action-context.ts';
import { watchEni, type EniWatch } from './eni-watch.ts';
import { tryInstance } from './know-instance.ts';
import { runMoveLoop, type Mover } from './move-loop.ts';
import { stepActor } from './step-actor.ts';

/** How long each look waits for the instance id: without it the kernel decides, so stop does not depend on it. */
const identityMs = 2_000;

/**
 * Brings the ENI away from here and takes off what it left on the host. `done` when it is not here, whoever has it.
 * Needs no more than the ENI id. Throws AgentError when it is still here, or when that cannot be told.
 */
export async function stop(context: ActionContext): Promise<ActionResult> {
  const { parameters, ports, deadlineMs } = context;
  const watch = await watchEni(context);
  const force = forceAfterMs(context);
  const last = await runMoveLoop(stopper(context, watch, force), ports, deadlineMs);
  if (last.do === 'fail') throw new AgentError(last.kind, last.reason);
  ports.log.debug(`${parameters.eniId} is not here`);
  return { outcome: 'done', warning: last.warning };
}

function stopper(context: ActionContext, watch: EniWatch, force: number): Mover<StopObservation> {
  const { parameters, ports, deadlineMs } = context;
  const act = stepActor(context, watch);
  let me: string | undefined;
  let lastLook: Ec2View = nothingSeen();
  return {
    decide: (memory, seen) => {
      const intent: StopIntent = { eniId: parameters.eniId, me, forceAfterMs: force };
      return decideStop(intent, memory, seen);
    },
    act: (step) => act(step, me),
    pause: (ms) => watch.pause(ms),
    errorIn: ({ ec2 }) => (ec2.kind === 'unknown' ? ec2.error : undefined),
    async observe(timeIsUp) {
      if (!timeIsUp) {
        const untilMs = Math.min(deadlineMs, ports.clock.nowMs() + identityMs);
        const [look, id] = await Promise.all([watch.ec2(deadlineMs), me ?? tryInstance(context, untilMs)]);
        lastLook = look;
        me = id;
      }
      const link = await watch.presence();
      return { ec2: lastLook, link, nowMs: ports.clock.nowMs(), timeIsUp };
    },
  };
}

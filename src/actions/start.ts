import { decideStart, type StartIntent, type StartObservation } from '../domain/decide-start.ts';
import { AgentError, asAgentError } from '../domain/errors.ts';
import { nothingSeen, whereabouts, type Ec2View, type LinkView } from '../domain/observation.ts';
import {
  forceAfterMs,
  wantedSourceDestCheck,
  type ActionContext,
  type ActionResult,
} from './action-context.ts';
import { watchEni, type EniWatch } from './eni-watch.ts';
import { instanceViewer, knowInstance } from './know-instance.ts';
import { runMoveLoop, type Mover } from './move-loop.ts';
import { stepActor } from './step-actor.ts';
import { within } from './within.ts';

/** How old the picture of the holder may be: it may be stopped or terminated while it is asked to let go. */
const holderFreshMs = 3_000;
/** Of this node itself: it runs, and a slot that was taken since is found out by the attempt to use it. */
const selfFreshMs = 60_000;
const toolsRetryMs = 500;

/**
 * Brings the ENI here, from wherever it is, and configures the link. `done` only when EC2 says "attached here" and the
 * kernel has the link configured, both at once. May be repeated, and finishes what a killed start began. Throws
 * AgentError with the reason when it cannot be done by the deadline.
 */
export async function start(context: ActionContext): Promise<ActionResult> {
  const { parameters, ports, deadlineMs } = context;
  const watch = await watchEni(context);
  const firstLook = watch.ec2(deadlineMs);
  const tools = awaitTools(context);
  // Met where the first step is taken.
  tools.catch(() => undefined);
  const me = await knowInstance(context);
  const intent: StartIntent = {
    eniId: parameters.eniId,
    me,
    steal: parameters.steal,
    stealFrom: parameters.stealFrom,
    deviceIndex: parameters.deviceIndex,
    forceAfterMs: forceAfterMs(context),
    sourceDestCheck: wantedSourceDestCheck(parameters),
  };
  const last = await runMoveLoop(starter(context, watch, intent, { firstLook, tools }), ports, deadlineMs);
  if (last.do === 'fail') throw new AgentError(last.kind, last.reason);
  ports.log.event(`${parameters.eniId} is attached to ${me} and configured`);
  return { outcome: 'done', warning: last.warning };
}

/** What is under way before the first decision. */
interface Beginning {
  readonly firstLook: Promise<Ec2View>;
  readonly tools: Promise<void>;
}

/**
 * Resolves when what configures the link has been seen to work: a node that cannot use the ENI must not take it from one
 * that can. Throws AgentError: at once when the tools are not installed, else when time runs out.
 */
async function awaitTools({ parameters, ports, deadlineMs }: ActionContext): Promise<void> {
  const { interfaceConfig } = parameters;
  if (interfaceConfig === 'none' || interfaceConfig === 'system') return;
  const { clock, host } = ports;
  for (;;) {
    try {
      await within(clock, deadlineMs, 'the host network', host.checkTools());
      return;
    } catch (error) {
      const { kind } = asAgentError(error);
      if (kind === 'not-installed' || clock.nowMs() + toolsRetryMs >= deadlineMs) throw error;
      await clock.sleep(toolsRetryMs);
    }
  }
}

function starter(
  context: ActionContext,
  watch: EniWatch,
  intent: StartIntent,
  { firstLook, tools }: Beginning,
): Mover<StartObservation> {
  const viewSelf = instanceViewer(context, selfFreshMs);
  const viewHolder = instanceViewer(context, holderFreshMs);
  const act = stepActor(context, watch);
  let look: Promise<Ec2View> | undefined = firstLook;
  let lastLook: Ec2View = nothingSeen();
  return {
    decide: (memory, seen) => decideStart(intent, memory, seen),
    async act(step) {
      await tools;
      return act(step, intent.me);
    },
    pause: (ms) => watch.pause(ms),
    errorIn: ({ ec2 }) => (ec2.kind === 'unknown' ? ec2.error : undefined),
    async observe(timeIsUp) {
      const selfView = viewSelf(intent.me);
      if (!timeIsUp) lastLook = await (look ?? watch.ec2(context.deadlineMs));
      const ec2 = lastLook;
      // Asked for while EC2 is busy, the subnet's range is there when the link is. A failure shows when it is needed.
      if (look !== undefined && ec2.kind === 'known') watch.wish().catch(() => undefined);
      look = undefined;
      const link = await linkAsFarAsSeen(watch);
      const elsewhere = ec2.kind === 'known' && whereabouts(ec2.eni, intent.me, link) === 'elsewhere';
      const holder = await viewHolder(elsewhere ? ec2.eni.attachment?.instanceId : undefined);
      return { ec2, link, self: await selfView, holder, nowMs: context.ports.clock.nowMs() };
    },
  };
}

/** A link whose configuration could not be checked lacks a configuration, as far as start is concerned: it is done again. */
async function linkAsFarAsSeen(watch: EniWatch): Promise<LinkView> {
  try {
    return await watch.link();
  } catch (error) {
    const link = await watch.presence();
    return link.kind === 'present' ? { ...link, lacks: [asAgentError(error).message] } : link;
  }
}

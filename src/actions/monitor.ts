import { decideMonitor, type MonitorAnswer } from '../domain/decide-monitor.ts';
import { asAgentError } from '../domain/errors.ts';
import type { LinkView } from '../domain/observation.ts';
import { patience } from '../domain/patience.ts';
import { wantedSourceDestCheck, type ActionContext, type ActionResult } from './action-context.ts';
import { watchEni, type EniWatch } from './eni-watch.ts';
import { tryInstance } from './know-instance.ts';
import { createPace } from './pace.ts';

/** EC2 is not asked again where a usual answer would come too late: being cut off is no news. */
const answerMs = 300;

/**
 * Level 10 and probes: the kernel, everything that start configured, and one DescribeNetworkInterfaces. Asks again
 * while the two witnesses contradict each other or EC2 gives no answer, over at most half of the action's time.
 */
export async function monitor(context: ActionContext): Promise<ActionResult> {
  const { parameters, ports, deadlineMs } = context;
  const { clock } = ports;
  const halfMs = deadlineMs / 2;
  const watch = await watchEni(context);
  await watch.anticipate();
  const identity = tryInstance(context, halfMs);
  const pace = createPace(ports);
  const firstMs = clock.nowMs();
  for (;;) {
    const ec2 = await watch.ec2(halfMs);
    const { link, blind } = await linkAsFarAsSeen(watch);
    const me = await identity;
    const nowMs = clock.nowMs();
    const throttled = ec2.kind === 'unknown' && ec2.error.kind === 'throttled';
    const pauseMs = pace.nextMs({ do: 'wait', why: 'EC2', for: 'ec2' }, throttled);
    const retriesOver = nowMs + pauseMs + answerMs >= halfMs;
    const verdict = decideMonitor({
      link,
      ec2,
      me,
      sourceDestCheck: wantedSourceDestCheck(parameters),
      patienceOver: retriesOver || nowMs - firstMs >= patience.contradictionMs,
      retriesOver,
    });
    if (verdict.outcome !== 'read-again')
      return blind === undefined ? verdict : admitBlindness(verdict, blind);
    ports.log.debug(`reading again: ${verdict.reason}`);
    await watch.pause(pauseMs);
  }
}

/** The whole picture, or, when the tools that draw it fail, the link alone and why there is no more. */
async function linkAsFarAsSeen(watch: EniWatch): Promise<{ link: LinkView; blind?: string }> {
  try {
    return { link: await watch.link() };
  } catch (error) {
    return { link: await watch.presence(), blind: asAgentError(error).message };
  }
}

/** A link that serves is not restarted because its rules could not be listed; the operator is told. */
function admitBlindness(verdict: MonitorAnswer, why: string): ActionResult {
  if (verdict.outcome !== 'running') return verdict;
  return {
    outcome: 'degraded',
    reason: `works here now, but its rules and routes could not be checked: ${why}`,
  };
}

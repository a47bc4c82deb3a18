import { attachedWithin, heldThroughout, type Holding } from './eni-history.ts';
import type { WitnessedAction } from './witnessed-action.ts';

export interface Circumstances {
  /** Where the action ran. */
  readonly instanceId: string;
  /** The addresses that the ENI serves with. */
  readonly addresses: readonly string[];
  readonly history: readonly Holding[];
}

/** Each keeps the ENI off the node until an admin comes. Only a probe may say so for want of knowledge: it moves nothing. */
const hardErrors: readonly number[] = [2, 3, 4, 5, 6];

/** The kernel's clock and the observer's are one, but each observation takes a moment. */
const slackMs = 300;

/**
 * What is false about an action's exit code, in words; undefined where it may be true. It may be as long as the kernel and EC2
 * bore it out at some moment while the action ran.
 */
export function judgeAction(seen: WitnessedAction, circumstances: Circumstances): string | undefined {
  const { instanceId, addresses, history } = circumstances;
  const { action, exitCode, before, after } = seen;
  const span = [seen.beginMs - slackMs, seen.endMs + slackMs] as const;
  const served = (view: WitnessedAction['before']): boolean =>
    view.link?.isUp === true && addresses.every((address) => view.link?.addresses.includes(address));

  if (hardErrors.includes(exitCode) && !(action === 'monitor' && seen.intervalMs === 0))
    return `${action} said ${exitCode}, but nothing is configured wrong`;
  if (action === 'start' && exitCode === 0) {
    if (!attachedWithin(history, instanceId, ...span))
      return 'start said 0, but EC2 had it attached here at no time';
    if (!served(after) && stillAttached(history, instanceId, span[1]))
      return `start said 0, but the link is ${describe(after)}`;
  }
  if (action === 'stop' && exitCode === 0) {
    const left = after.link?.addresses.filter((address) => addresses.includes(address)) ?? [];
    if (left.length > 0) return `stop said 0, but ${left.join(', ')} is still here`;
    if (after.link?.isUp === true) return 'stop said 0, but the link is still up';
    if (after.marked > 0) return `stop said 0, but ${after.marked} of its rules and routes are still here`;
    if (heldThroughout(history, instanceId, seen.beginMs, span[1]))
      return 'stop said 0, but EC2 had it attached here all the time';
  }
  if (action === 'monitor' && exitCode === 0 && !served(before) && !served(after))
    return `monitor said 0, but the link is ${describe(after)}`;
  if (action === 'monitor' && exitCode === 7 && served(before) && served(after))
    return 'monitor said 7, but the link is here and has its addresses';
  return undefined;
}

/** Nobody took it away: what a start configured must be there. */
function stillAttached(history: readonly Holding[], instanceId: string, atMs: number): boolean {
  const last = history.findLast(({ fromMs }) => fromMs <= atMs);
  return last?.instanceId === instanceId && last.detachingMs > atMs && last.toMs > atMs;
}

function describe(view: WitnessedAction['after']): string {
  if (view.link === undefined) return 'not here';
  return `${view.link.isUp ? 'up' : 'down'} with ${view.link.addresses.join(', ') || 'no address'}`;
}

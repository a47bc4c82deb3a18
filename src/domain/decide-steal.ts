import { decideDetach, type Holder } from './decide-detach.ts';
import type { StartIntent, StartObservation } from './decide-start.ts';
import type { Attachment, Eni } from './eni.ts';
import { steady, type MoveMemory } from './move-memory.ts';
import { describeEniPlace, fail, wait, type Decision } from './observation.ts';
import { patience } from './patience.ts';

/** The next step while another instance holds the ENI: take it from there, wait, or say why not. */
export function decideSteal(
  intent: StartIntent,
  memory: MoveMemory,
  seen: StartObservation,
  eni: Eni,
  attachment: Attachment,
): Decision<MoveMemory> {
  const { attachmentId, instanceId } = attachment;
  const seenBefore = memory.earlierAttachments.includes(attachmentId);
  if (seenBefore && mayBeBygone(memory, seen.nowMs)) {
    return { step: wait('EC2 to show the attachment that was asked for'), memory };
  }
  if (memory.attachedHere) return decideLost(memory, eni, seen.nowMs);
  if (!intent.steal) {
    return { step: fail('refused', `${describeEniPlace(eni)}, and steal=false forbids to take it`), memory };
  }
  if (intent.stealFrom.length > 0 && (instanceId === undefined || !intent.stealFrom.includes(instanceId))) {
    return { step: fail('refused', `${describeEniPlace(eni)}, which steal_from does not list`), memory };
  }
  const earlierAttachments = seenBefore
    ? memory.earlierAttachments
    : [...memory.earlierAttachments, attachmentId];
  const holder: Holder = seen.holder.kind === 'known' ? seen.holder.instance.state : 'unknown';
  const noted = { ...memory, earlierAttachments };
  return decideDetach(noted, attachment, holder, intent.forceAfterMs, seen.nowMs);
}

/**
 * An attachment seen before our attach is over once EC2 accepted that. An attach without a reply may not have happened at
 * all, so then the old attachment is believed again as soon as EC2 should have shown ours.
 */
function mayBeBygone({ attachSentMs, attachedHere }: MoveMemory, nowMs: number): boolean {
  return attachSentMs !== undefined && (attachedHere || nowMs - attachSentMs < patience.attachEchoMs);
}

/**
 * The guard against two nodes that take the ENI from each other: after our own attach it is not taken back. One reading
 * is no proof, since EC2 may still answer from before our attach.
 */
function decideLost(memory: MoveMemory, eni: Eni, nowMs: number): Decision<MoveMemory> {
  const contradictionSinceMs = memory.contradictionSinceMs ?? nowMs;
  const noted = { ...memory, contradictionSinceMs };
  const thief = eni.attachment?.instanceId ?? 'another instance';
  return steady(contradictionSinceMs, patience.attachEchoMs, nowMs)
    ? {
        step: fail('refused', `${eni.eniId} was taken by ${thief} during this start, and is not taken back`),
        memory: noted,
      }
    : { step: wait(`EC2 to confirm that ${thief} took the ENI`), memory: noted };
}

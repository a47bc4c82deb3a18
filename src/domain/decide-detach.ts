import type { Attachment, InstanceState } from './eni.ts';
import { wait, type Decision, type Step } from './observation.ts';
import type { DetachMemory, MoveMemory } from './move-memory.ts';
import { patience } from './patience.ts';

/** Who has to let go: only a guest that may hang is ever forced. */
export type Holder = InstanceState | 'unknown';

/**
 * The next step in taking an attachment off: ask plainly, ask again when EC2 shows no sign of it, and force a guest
 * that runs (or may run) and has not let go `forceAfterMs` after the first sign of detaching. Instances that are
 * starting, stopping or gone are never forced: their attachment goes by itself. It names the attachment, not the ENI,
 * so it can never take off a newer attachment than the one observed.
 */
export function decideDetach(
  memory: MoveMemory,
  attachment: Attachment,
  holder: Holder,
  forceAfterMs: number,
  nowMs: number,
): Decision<MoveMemory> {
  const { attachmentId } = attachment;
  const detach: DetachMemory =
    memory.detach?.attachmentId === attachmentId ? memory.detach : { attachmentId, sinceMs: nowMs };
  const decided = (step: Step) => ({ step, memory: { ...memory, detach } });

  if (mayBeForced(holder) && nowMs - detach.sinceMs >= forceAfterMs) {
    if (detach.forceSentMs === undefined || nowMs - detach.forceSentMs >= patience.forceEchoMs) {
      return decided({ do: 'detach', attachmentId, force: true });
    }
  } else if (attachment.status !== 'detaching' && plainIsDue(detach, memory, nowMs)) {
    return decided({ do: 'detach', attachmentId, force: false });
  }
  const from = attachment.instanceId ?? 'its instance';
  return decided(wait(`${from} (${holder}) to let go of the ENI (attachment ${attachment.status})`));
}

function plainIsDue(detach: DetachMemory, memory: MoveMemory, nowMs: number): boolean {
  if (detach.sentMs === undefined) return true;
  const pauseMs = memory.failure?.step === 'detach' ? patience.retryMs : patience.detachEchoMs;
  return nowMs - detach.sentMs >= pauseMs;
}

function mayBeForced(holder: Holder): boolean {
  return holder === 'running' || holder === 'unknown';
}

import { decideDetach, type Holder } from './decide-detach.ts';
import { lowestFreeIndex } from './device-slot.ts';
import type { Attachment, Eni } from './eni.ts';
import { isPassing } from './errors.ts';
import { steady, type MoveMemory } from './move-memory.ts';
import { describeEniPlace, fail, wait, whereabouts } from './observation.ts';
import type { Decision, Ec2View, InstanceView, LinkView, Whereabouts } from './observation.ts';
import { patience } from './patience.ts';
import { decideSteal } from './decide-steal.ts';
import { whyHopeless } from './why-hopeless.ts';

export interface StartIntent {
  readonly eniId: string;
  readonly me: string;
  readonly steal: boolean;
  /** Instances the ENI may be taken from; empty = any. */
  readonly stealFrom: readonly string[];
  readonly deviceIndex: number | 'auto';
  readonly forceAfterMs: number;
  /** undefined = leave as it is. */
  readonly sourceDestCheck: boolean | undefined;
}

export interface StartObservation {
  readonly ec2: Ec2View;
  readonly link: LinkView;
  /** This instance, as far as EC2 told. */
  readonly self: InstanceView;
  /** The instance that holds the ENI, looked at only when that is another one. */
  readonly holder: InstanceView;
  readonly nowMs: number;
}

/**
 * The next step towards "attached here and configured". Pure: the same intent, memory and observation always give the
 * same step. `done` needs both witnesses in one observation: EC2 says attached here, the kernel lacks nothing.
 */
export function decideStart(
  intent: StartIntent,
  memory: MoveMemory,
  seen: StartObservation,
): Decision<MoveMemory> {
  switch (seen.ec2.kind) {
    case 'unknown':
      return decideUnread(memory, seen.ec2, seen.nowMs);
    case 'absent': {
      const absentSinceMs = memory.absentSinceMs ?? seen.nowMs;
      const noted = { ...memory, absentSinceMs, readDeniedSinceMs: undefined };
      return steady(absentSinceMs, patience.absentMs, seen.nowMs)
        ? { step: fail('eni-not-found', seen.ec2.error.message), memory: noted }
        : { step: wait(`EC2 to know ${intent.eniId}`), memory: noted };
    }
    case 'known': {
      const noted = { ...memory, absentSinceMs: undefined, readDeniedSinceMs: undefined };
      return decideKnown(intent, noted, seen, seen.ec2.eni);
    }
  }
}

function decideUnread(
  memory: MoveMemory,
  ec2: Ec2View & { kind: 'unknown' },
  nowMs: number,
): Decision<MoveMemory> {
  const { kind, message } = ec2.error;
  if (kind === 'unauthorized') {
    const readDeniedSinceMs = memory.readDeniedSinceMs ?? nowMs;
    const noted = { ...memory, readDeniedSinceMs };
    return steady(readDeniedSinceMs, patience.deniedMs, nowMs)
      ? { step: fail(kind, message), memory: noted }
      : { step: wait(`the right to read the ENI: ${message}`), memory: noted };
  }
  const noted = { ...memory, readDeniedSinceMs: undefined };
  return isPassing(kind)
    ? { step: wait(`an answer from EC2: ${message}`), memory: noted }
    : { step: fail(kind, message), memory: noted };
}

function decideKnown(
  intent: StartIntent,
  memory: MoveMemory,
  seen: StartObservation,
  eni: Eni,
): Decision<MoveMemory> {
  const place = whereabouts(eni, intent.me, seen.link);
  const hopeless = whyHopeless(intent, memory, seen, eni, place);
  if (hopeless !== undefined) return { step: hopeless, memory };
  return meanwhile(intent, decidePlace(intent, memory, seen, eni, place), eni, seen.nowMs);
}

function decidePlace(
  intent: StartIntent,
  memory: MoveMemory,
  seen: StartObservation,
  eni: Eni,
  place: Whereabouts,
): Decision<MoveMemory> {
  const { attachment } = eni;
  if (place === 'free') return decideFree(intent, memory, seen);
  if (place === 'in-transit' || attachment === undefined) {
    return { step: wait(`EC2 to finish: ${describeEniPlace(eni)}`), memory };
  }
  return place === 'here'
    ? decideHere(intent, memory, seen, eni, attachment)
    : decideSteal(intent, memory, seen, eni, attachment);
}

function decideFree(intent: StartIntent, memory: MoveMemory, seen: StartObservation): Decision<MoveMemory> {
  const { attachSentMs, failure } = memory;
  if (attachSentMs !== undefined && seen.nowMs - attachSentMs < patience.attachEchoMs) {
    return { step: wait('EC2 to show the attachment that was asked for'), memory };
  }
  const refused = failure?.step === 'attach' && failure.kind !== 'device-index-taken';
  if (refused && seen.nowMs - failure.atMs < patience.retryMs) {
    return { step: wait(`EC2 to accept the attachment: ${failure.message}`), memory };
  }
  const taken = seen.self.kind === 'known' ? seen.self.instance.interfaces : [];
  const deviceIndex =
    intent.deviceIndex === 'auto' ? lowestFreeIndex(taken, memory.takenIndexes) : intent.deviceIndex;
  return {
    step: { do: 'attach', deviceIndex, networkCardIndex: 0 },
    memory: { ...memory, detach: undefined },
  };
}

function decideHere(
  intent: StartIntent,
  memory: MoveMemory,
  seen: StartObservation,
  eni: Eni,
  attachment: Attachment,
): Decision<MoveMemory> {
  if (attachment.status === 'detaching') {
    const holder: Holder = seen.self.kind === 'known' ? seen.self.instance.state : 'running';
    return decideDetach(memory, attachment, holder, intent.forceAfterMs, seen.nowMs);
  }
  const attachedHere = memory.attachedHere || memory.attachSentMs !== undefined;
  const noted = { ...memory, attachedHere, contradictionSinceMs: undefined };
  const { link } = seen;
  if (link.kind !== 'present') {
    const whom = attachment.status === 'attached' ? 'kernel' : 'ec2';
    return { step: wait(`the kernel to see the link (EC2: ${describeEniPlace(eni)})`, whom), memory: noted };
  }
  if (link.lacks.length > 0) return decideConfigure(noted, link.name, link.lacks, seen.nowMs);
  if (attachment.status !== 'attached') {
    return { step: wait(`EC2 to say attached: ${describeEniPlace(eni)}`), memory: noted };
  }
  const warning = attachment.deleteOnTermination
    ? `DeleteOnTermination is set on ${attachment.attachmentId}: terminating ${intent.me} would destroy ${eni.eniId} and its addresses`
    : undefined;
  return { step: { do: 'done', warning }, memory: noted };
}

/** Configures the link, and again after a while where that failed or had no effect. */
function decideConfigure(
  memory: MoveMemory,
  link: string,
  lacks: readonly string[],
  nowMs: number,
): Decision<MoveMemory> {
  const failure = memory.failure?.step === 'configure' ? memory.failure : undefined;
  const lastMs = Math.max(memory.configuredMs ?? -Infinity, failure?.atMs ?? -Infinity);
  if (nowMs - lastMs >= patience.retryMs) return { step: { do: 'configure' }, memory };
  const why = failure?.message ?? lacks.join('; ');
  return { step: wait(`${link} to take its configuration: ${why}`), memory };
}

/** Source/dest check is set once by each start, in a moment when there is nothing else to do, and before `done`. */
function meanwhile(
  intent: StartIntent,
  decision: Decision<MoveMemory>,
  eni: Eni,
  nowMs: number,
): Decision<MoveMemory> {
  const { step, memory } = decision;
  const wanted = intent.sourceDestCheck;
  const idle = step.do === 'wait' || step.do === 'done';
  if (!idle || wanted === undefined || memory.sourceDestCheckSet || eni.sourceDestCheck === wanted)
    return decision;
  const { failure } = memory;
  if (failure?.step === 'set-source-dest-check' && nowMs - failure.atMs < patience.retryMs) {
    return step.do === 'wait'
      ? decision
      : { step: wait(`the source/dest check: ${failure.message}`), memory };
  }
  return { step: { do: 'set-source-dest-check', enabled: wanted }, memory };
}

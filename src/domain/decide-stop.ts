import { decideDetach, type Holder } from './decide-detach.ts';
import { isPrimary, type Eni } from './eni.ts';
import { isPassing, type AgentError, type ErrorKind } from './errors.ts';
import { steady, type MoveMemory } from './move-memory.ts';
import { describeEniPlace, fail, wait, whereabouts } from './observation.ts';
import type { Decision, Ec2View, LinkView, Step } from './observation.ts';
import { patience } from './patience.ts';

export interface StopIntent {
  readonly eniId: string;
  /** undefined when this node cannot tell which instance it is: then the kernel alone says what is here. */
  readonly me: string | undefined;
  readonly forceAfterMs: number;
}

export interface StopObservation {
  readonly ec2: Ec2View;
  readonly link: LinkView;
  readonly nowMs: number;
  /** No time is left to wait for anything: decide with what is known. */
  readonly timeIsUp: boolean;
}

/**
 * The next step towards "not attached here, and nothing of it in this kernel". Pure. EC2 is asked before the host is
 * touched: when EC2 is away or refuses, nothing was cut and the ENI goes on serving while stop fails. `done` needs both
 * witnesses, with two exceptions that carry a warning: a link that stays although EC2 steadily denies it, and EC2
 * unreachable to the end while the kernel proves that the link is not here.
 */
export function decideStop(
  intent: StopIntent,
  memory: MoveMemory,
  seen: StopObservation,
): Decision<MoveMemory> {
  switch (seen.ec2.kind) {
    case 'unknown':
      return decideUnread(memory, seen, seen.ec2.error);
    case 'absent':
      return decideAbsent(memory, seen, seen.ec2.error);
    case 'known': {
      const noted = { ...memory, readDeniedSinceMs: undefined };
      return whereabouts(seen.ec2.eni, intent.me, seen.link) === 'here'
        ? decideHere(intent, { ...noted, contradictionSinceMs: undefined }, seen, seen.ec2.eni)
        : decideNotHere(intent, noted, seen, seen.ec2.eni);
    }
  }
}

function decideUnread(memory: MoveMemory, seen: StopObservation, error: AgentError): Decision<MoveMemory> {
  const denied = error.kind === 'unauthorized';
  const readDeniedSinceMs = denied ? (memory.readDeniedSinceMs ?? seen.nowMs) : undefined;
  const noted = { ...memory, readDeniedSinceMs };
  const givenUp = denied ? steady(readDeniedSinceMs, patience.deniedMs, seen.nowMs) : !isPassing(error.kind);
  if (!givenUp && !seen.timeIsUp)
    return { step: wait(`an answer from EC2: ${error.message}`), memory: noted };
  switch (seen.link.kind) {
    case 'absent':
      return releaseThen(noted, seen, {
        do: 'done',
        warning: `EC2 could not be asked (${error.message}); the kernel has no link of the ENI, so it serves nothing here`,
      });
    case 'present':
      return {
        step: fail(
          unreadKind(error),
          `the ENI is still here as ${seen.link.name}, and goes on serving: EC2 could not be asked to detach it: ${error.message}`,
        ),
        memory: noted,
      };
    case 'unknown':
      return {
        step: fail(
          unreadKind(error),
          `it is not known whether the ENI is here: ${seen.link.why}; and EC2 could not be asked: ${error.message}`,
        ),
        memory: noted,
      };
  }
}

/**
 * A request that EC2 or the SDK finds wrong is no wrong eni_id, of which stop says that there is nothing to stop: here
 * the ENI may well be.
 */
function unreadKind({ kind }: AgentError): ErrorKind {
  return kind === 'parameter' ? 'failed' : kind;
}

/** "No such ENI" may also mean that this node asks the wrong region, account or endpoint: only the kernel settles it. */
function decideAbsent(memory: MoveMemory, seen: StopObservation, error: AgentError): Decision<MoveMemory> {
  const noted = { ...memory, readDeniedSinceMs: undefined };
  if (seen.link.kind === 'absent') return releaseThen(noted, seen, { do: 'done' });
  const contradictionSinceMs = noted.contradictionSinceMs ?? seen.nowMs;
  const here = seen.link.kind === 'present' ? `its link ${seen.link.name} is here` : seen.link.why;
  return seen.timeIsUp || steady(contradictionSinceMs, patience.contradictionMs, seen.nowMs)
    ? { step: fail('failed', `${error.message}, yet ${here}`), memory: { ...noted, contradictionSinceMs } }
    : {
        step: wait(`EC2 and the kernel to agree: ${error.message}, yet ${here}`),
        memory: { ...noted, contradictionSinceMs },
      };
}

function decideHere(
  intent: StopIntent,
  memory: MoveMemory,
  seen: StopObservation,
  eni: Eni,
): Decision<MoveMemory> {
  const { attachment } = eni;
  if (isPrimary(attachment)) {
    // No start put it here and no stop can take it away: failing would fence the node for a slip in the configuration.
    const warning = `${describeEniPlace(eni)} as its primary interface, which was left alone: eni_id must name another one`;
    return { step: { do: 'done', warning }, memory };
  }
  const { failure } = memory;
  if (failure?.kind === 'not-permitted') return { step: fail('not-permitted', failure.message), memory };
  const denied =
    failure?.kind === 'unauthorized' && steady(memory.moveDeniedSinceMs, patience.deniedMs, seen.nowMs);
  if (denied) return { step: fail('unauthorized', failure.message), memory };
  if (seen.timeIsUp || attachment === undefined) {
    const because = failure === undefined ? '' : `: ${failure.message}`;
    return { step: fail('deadline', `${describeEniPlace(eni)} when time ran out${because}`), memory };
  }
  const guest: Holder = 'running';
  return decideDetach(memory, attachment, guest, intent.forceAfterMs, seen.nowMs);
}

/** EC2 says that it is not here. */
function decideNotHere(
  intent: StopIntent,
  memory: MoveMemory,
  seen: StopObservation,
  eni: Eni,
): Decision<MoveMemory> {
  const contradictionSinceMs = memory.contradictionSinceMs ?? seen.nowMs;
  const noted = { ...memory, contradictionSinceMs };
  const place = describeEniPlace(eni);
  if (seen.link.kind === 'absent') return decideGone(intent, noted, seen, eni);
  const link = seen.link.kind === 'present' ? seen.link.name : 'a link';
  if (steady(contradictionSinceMs, patience.contradictionMs, seen.nowMs)) {
    return releaseThen(noted, seen, {
      do: 'done',
      warning: `${place}, yet the kernel still has ${link}: its addresses and rules were taken off and it was set down`,
    });
  }
  return seen.timeIsUp
    ? {
        step: fail('deadline', `${place}, yet the kernel still had ${link} when time ran out`),
        memory: noted,
      }
    : { step: wait(`the kernel to lose ${link} (EC2: ${place})`, 'kernel'), memory: noted };
}

/**
 * Neither EC2 nor the kernel has it here. Unless EC2 took it away on this stop's own word, it may still answer from
 * before the attach of a start that was killed a moment ago, whose link has not come yet: one such answer proves nothing.
 */
function decideGone(
  intent: StopIntent,
  memory: MoveMemory,
  seen: StopObservation,
  eni: Eni,
): Decision<MoveMemory> {
  const place = describeEniPlace(eni);
  const detached = memory.detach?.sentMs !== undefined && memory.failure?.step !== 'detach';
  const believed = detached || steady(memory.contradictionSinceMs, patience.attachEchoMs, seen.nowMs);
  if (!believed && !seen.timeIsUp) return { step: wait(`EC2 to say again that ${place}`), memory };
  const nameless = intent.me === undefined && eni.attachment !== undefined;
  const warning = `${place}, which may be this instance: it could not be told which one it is; the kernel has no link of the ENI, so it serves nothing here`;
  return releaseThen(memory, seen, nameless ? { do: 'done', warning } : { do: 'done' });
}

/**
 * Takes off what is left of ours on the host, once, then says the word. Rules left behind by a release that failed harm
 * nobody while the link is gone; with the link here they are the failure.
 */
function releaseThen(
  memory: MoveMemory,
  seen: StopObservation,
  done: Step & { do: 'done' },
): Decision<MoveMemory> {
  if (memory.released) return { step: done, memory };
  const { failure } = memory;
  if (failure?.step !== 'release') return { step: { do: 'release' }, memory };
  if (seen.link.kind === 'absent') {
    return {
      step: { do: 'done', warning: [done.warning, failure.message].filter(Boolean).join('; ') },
      memory,
    };
  }
  if (seen.timeIsUp) return { step: fail(failure.kind, failure.message), memory };
  return seen.nowMs - failure.atMs < patience.retryMs
    ? { step: wait(`the host to give up the link: ${failure.message}`), memory }
    : { step: { do: 'release' }, memory };
}

import type { Eni, Instance } from './eni.ts';
import { AgentError, type ErrorKind } from './errors.ts';

/** EC2's answer this time round. `absent` is EC2's word that no such ENI exists; `unknown` is no answer at all. */
export type Ec2View =
  | { readonly kind: 'known'; readonly eni: Eni }
  | { readonly kind: 'absent'; readonly error: AgentError }
  | { readonly kind: 'unknown'; readonly error: AgentError };

/** EC2 before its first answer. */
export function nothingSeen(): Ec2View {
  return { kind: 'unknown', error: new AgentError('transient', 'no answer in time from EC2') };
}

/**
 * The kernel's answer. `present` is a link with the ENI's MAC and what it lacks to be usable; `absent` is evidence that
 * there is none; `unknown` means that the MAC was never learned and nothing else tells.
 */
export type LinkView =
  | { readonly kind: 'present'; readonly name: string; readonly lacks: readonly string[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string };

/** The instance that holds the ENI, or this one: `unknown` when EC2 would not say. */
export type InstanceView =
  { readonly kind: 'known'; readonly instance: Instance } | { readonly kind: 'unknown' };

/** Where EC2 says the ENI is, seen from one instance. */
export type Whereabouts = 'free' | 'in-transit' | 'here' | 'elsewhere';

/**
 * Reduces a description to where the ENI is. An attachment without instance id (shared subnets) counts as here only
 * with the link in this kernel; the same goes while this node does not know its own instance id.
 */
export function whereabouts(eni: Eni, me: string | undefined, link: LinkView): Whereabouts {
  const attachment = eni.attachment;
  if (attachment === undefined || attachment.status === 'detached') {
    return eni.status === 'available' || attachment?.status === 'detached' ? 'free' : 'in-transit';
  }
  if (attachment.instanceId === undefined || me === undefined) {
    return link.kind === 'present' ? 'here' : 'elsewhere';
  }
  return attachment.instanceId === me ? 'here' : 'elsewhere';
}

/** What start and stop do next. The action loop carries it out, notes the outcome and observes again. */
export type Step =
  | { readonly do: 'attach'; readonly deviceIndex: number; readonly networkCardIndex: number }
  | { readonly do: 'detach'; readonly attachmentId: string; readonly force: boolean }
  | { readonly do: 'set-source-dest-check'; readonly enabled: boolean }
  | { readonly do: 'configure' }
  | { readonly do: 'release' }
  /** `why` completes "waiting for …" and is what the reason says when time runs out meanwhile; `for`: who moves next. */
  | { readonly do: 'wait'; readonly why: string; readonly for: 'ec2' | 'kernel' }
  | { readonly do: 'done'; readonly warning?: string | undefined }
  | { readonly do: 'fail'; readonly kind: ErrorKind; readonly reason: string };

export interface Decision<Memory> {
  readonly step: Step;
  readonly memory: Memory;
}

export function fail(kind: ErrorKind, reason: string): Step {
  return { do: 'fail', kind, reason };
}

export function wait(why: string, whom: 'ec2' | 'kernel' = 'ec2'): Step {
  return { do: 'wait', why, for: whom };
}

/** The ENI's place in words, for reasons and logs. */
export function describeEniPlace(eni: Eni): string {
  const { attachment } = eni;
  if (attachment === undefined) return `${eni.eniId} is ${eni.status}`;
  const holder = attachment.instanceId ?? 'an instance that EC2 does not name';
  const verb = attachment.status === 'detaching' ? 'detaching from' : `${attachment.status} to`;
  return `${eni.eniId} is ${verb} ${holder}`;
}

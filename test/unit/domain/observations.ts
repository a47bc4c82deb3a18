import type { Eni } from '../../../src/domain/eni.ts';
import { AgentError, type ErrorKind } from '../../../src/domain/errors.ts';
import type { StartIntent, StartObservation } from '../../../src/domain/decide-start.ts';
import type { StopIntent, StopObservation } from '../../../src/domain/decide-stop.ts';
import type { Ec2View, LinkView } from '../../../src/domain/observation.ts';
import { anEni, anInstance, eniId, me } from '../../fakes/samples.ts';

/** When tests of decisions look at the world, unless they say otherwise. */
export const nowMs = 30_000;

export function known(change: Partial<Eni> = {}): Ec2View {
  return { kind: 'known', eni: anEni(change) };
}

export const absent: Ec2View = {
  kind: 'absent',
  error: new AgentError('eni-not-found', 'EC2 knows no such ENI'),
};

export function unknown(kind: ErrorKind, message = `EC2 said ${kind}`): Ec2View {
  return { kind: 'unknown', error: new AgentError(kind, message) };
}

export const noLink: LinkView = { kind: 'absent' };
export const unknownLink: LinkView = { kind: 'unknown', why: 'its MAC was never learned here' };

/** The ENI's link, configured unless it lacks something. */
export function link(...lacks: string[]): LinkView {
  return { kind: 'present', name: 'ens6', lacks };
}

/** A start with everything at its default. */
export const startIntent: StartIntent = {
  eniId,
  me,
  steal: true,
  stealFrom: [],
  deviceIndex: 'auto',
  forceAfterMs: 20_000,
  sourceDestCheck: undefined,
};

/** The ENI is free, this node runs and has no link of it. */
export function startSees(change: Partial<StartObservation> = {}): StartObservation {
  const self = { kind: 'known', instance: anInstance() } as const;
  return { ec2: known(), link: noLink, self, holder: { kind: 'unknown' }, nowMs, ...change };
}

export const stopIntent: StopIntent = { eniId, me, forceAfterMs: 20_000 };

/** Nobody holds the ENI and it is not here. */
export function stopSees(change: Partial<StopObservation> = {}): StopObservation {
  return { ec2: known(), link: noLink, nowMs, timeIsUp: false, ...change };
}

import type { StartIntent, StartObservation } from './decide-start.ts';
import { isPrimary, type Eni } from './eni.ts';
import { steady, type MoveMemory } from './move-memory.ts';
import { describeEniPlace, fail, type Step, type Whereabouts } from './observation.ts';
import { maxTakenIndexes, patience } from './patience.ts';

/**
 * Reasons to give up that no waiting mends, found before anything is taken from anybody where possible. What EC2 refused
 * counts only while the ENI is not here: a refusal may have come after a lost reply.
 */
export function whyHopeless(
  intent: StartIntent,
  memory: MoveMemory,
  seen: StartObservation,
  eni: Eni,
  place: Whereabouts,
): Step | undefined {
  if (eni.managed) {
    return fail(
      'not-permitted',
      `${eni.eniId} is managed by an AWS service and cannot be attached by anybody else`,
    );
  }
  if (isPrimary(eni.attachment)) {
    return fail(
      'not-permitted',
      `${describeEniPlace(eni)} as its primary interface, which cannot be moved: eni_id must name another one`,
    );
  }
  const { failure } = memory;
  if (failure?.kind === 'unauthorized' && steady(memory.moveDeniedSinceMs, patience.deniedMs, seen.nowMs)) {
    return fail('unauthorized', failure.message);
  }
  if (failure?.kind === 'not-installed') return fail(failure.kind, failure.message);
  if (place === 'here') return undefined;
  if (seen.self.kind === 'known' && seen.self.instance.availabilityZone !== eni.availabilityZone) {
    const mine = seen.self.instance.availabilityZone;
    return fail(
      'node-unsuitable',
      `${eni.eniId} is in ${eni.availabilityZone} and ${intent.me} in ${mine}: both must be in one Availability Zone`,
    );
  }
  if (
    failure?.kind === 'not-permitted' ||
    failure?.kind === 'node-unsuitable' ||
    failure?.kind === 'parameter'
  ) {
    return fail(failure.kind, failure.message);
  }
  if (failure?.kind === 'device-index-taken' && (intent.deviceIndex !== 'auto' || tooManyTaken(memory))) {
    return fail('node-unsuitable', failure.message);
  }
  return undefined;
}

function tooManyTaken(memory: MoveMemory): boolean {
  return memory.takenIndexes.length > maxTakenIndexes;
}

import type { StartIntent, StartObservation } from './decide-start.ts';
import type { Eni } from './eni.ts';
import { steady, type MoveMemory } from './move-memory.ts';
import { fail, type Step, type Whereabouts } from './observation.ts';
import { maxTakenIndexes, patience } from './patience.ts';
import { misplaced, unmovable } from './unmovable.ts';

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
  const refusal = unmovable(eni);
  if (refusal !== undefined) return fail(refusal.kind, refusal.reason);
  const { failure } = memory;
  if (failure?.kind === 'unauthorized' && steady(memory.moveDeniedSinceMs, patience.deniedMs, seen.nowMs)) {
    return fail('unauthorized', failure.message);
  }
  if (failure?.kind === 'not-installed') return fail(failure.kind, failure.message);
  if (place === 'here') return undefined;
  const elsewhere = seen.self.kind === 'known' ? misplaced(eni, seen.self.instance) : undefined;
  if (elsewhere !== undefined) return fail(elsewhere.kind, elsewhere.reason);
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

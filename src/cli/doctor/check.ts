import type { Reading } from '../reading.ts';
import type { DoctorFacts } from './doctor-facts.ts';

/**
 * What a check found. `unknown`: it could not be made, which is neither good nor bad. `skip`: it does not apply here.
 */
export type Answer =
  | { readonly state: 'pass' | 'skip'; readonly detail: string }
  | { readonly state: 'unknown'; readonly detail: string }
  | { readonly state: 'fail'; readonly detail: string; readonly fix: string };

/** A precondition. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Without it the agent does not work, or not safely; otherwise it is good advice. */
  readonly needed: boolean;
  readonly look: (facts: DoctorFacts) => Answer;
}

export interface Finding extends Omit<Check, 'look'> {
  readonly answer: Answer;
}

export function pass(detail: string): Answer {
  return { state: 'pass', detail };
}

export function fail(detail: string, fix: string): Answer {
  return { state: 'fail', detail, fix };
}

export function skip(detail: string): Answer {
  return { state: 'skip', detail };
}

/** The answer to what was read, or that it could not be. */
export function when<T>(reading: Reading<T>, answer: (value: T) => Answer): Answer {
  return reading.known ? answer(reading.value) : { state: 'unknown', detail: reading.why };
}

/** The same for two readings. */
export function whenBoth<A, B>(a: Reading<A>, b: Reading<B>, answer: (a: A, b: B) => Answer): Answer {
  return when(a, (first) => when(b, (second) => answer(first, second)));
}

/** Everything that the checks say, in their order. */
export function examine(checks: readonly Check[], facts: DoctorFacts): readonly Finding[] {
  return checks.map(({ look, ...about }) => ({ ...about, answer: look(facts) }));
}

/** True if all that is needed passes, or does not apply. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(
    ({ needed, answer }) => !needed || answer.state === 'pass' || answer.state === 'skip',
  );
}

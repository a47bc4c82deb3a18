import { within } from '../actions/within.ts';
import { asAgentError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import { redact } from '../domain/redact.ts';

/** What was read, or why it could not be: unknown is not "no". */
export type Reading<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** Reads with a time limit of `limitMs`; never throws. */
export async function tryReading<T>(
  clock: Clock,
  limitMs: number,
  what: string,
  read: () => Promise<T>,
): Promise<Reading<T>> {
  try {
    return { known: true, value: await within(clock, clock.nowMs() + limitMs, what, read()) };
  } catch (error) {
    return { known: false, why: redact(asAgentError(error).message) };
  }
}

export function known<T>(value: T): Reading<T> {
  return { known: true, value };
}

export function unknown(why: string): { readonly known: false; readonly why: string } {
  return { known: false, why };
}

/** What follows from a reading, where there is one. */
export function mapReading<T, U>(reading: Reading<T>, map: (value: T) => U): Reading<U> {
  return reading.known ? known(map(reading.value)) : reading;
}

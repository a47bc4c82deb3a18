import type { ProgramRun } from '../lab/run-program.ts';
import { cast } from '../lab/topology.ts';
import { Violation } from './violation.ts';

/** Beside the code itself nothing is to be said. */
const wordless = [0, 7];
const timeOnly = /no answer in time|time ran out|did not end within/;
const stackTrace = /^\s+at .+(:\d+:\d+|<anonymous>|native)\)?$/m;
/** What this machine may take to start and end a process, beside what the action itself takes. */
const launchMs = 1_500;

export interface Expectation {
  readonly allowed: readonly number[];
  /** What the reason of a failure has to say. */
  readonly reason: RegExp;
  readonly timeoutMs: number;
}

/** Whether a reason names the cause; `time`: it says no more than that time ran out. */
export type Telling = 'cause' | 'time' | 'none due';

/** Throws Violation unless the action ended in time, with a code that is allowed, and with a reason where one is due. */
export function checkAnswer(run: ProgramRun, { allowed, reason, timeoutMs }: Expectation): Telling {
  const said = `${run.stdout}${run.stderr}`.trim();
  if (stackTrace.test(said)) throw new Violation(`a stack trace: ${said}`);
  if (run.code === null || !allowed.includes(run.code))
    throw new Violation(`answers ${String(run.code)} where ${allowed.join(', ')} is allowed: ${said}`);
  if (run.stdout !== '') throw new Violation(`prints to standard output: ${run.stdout}`);
  const mostMs = Math.max(timeoutMs / 2, timeoutMs - Math.max(timeoutMs / 10, 500)) + launchMs;
  if (run.tookMs > mostMs)
    throw new Violation(`took ${Math.round(run.tookMs)} ms of ${timeoutMs} ms: ${said}`);
  return checkWords(run, said, reason);
}

function checkWords(run: ProgramRun, said: string, reason: RegExp): Telling {
  const lines = run.stderr.split('\n').filter((line) => line !== '');
  const reasons = lines.filter((line) => line.startsWith('ocf-exit-reason:'));
  if (run.code !== null && wordless.includes(run.code)) {
    if (reasons.length > 0) throw new Violation(`answers ${run.code} with a reason: ${said}`);
    const odd = lines.find((line) => !line.startsWith('{"level":"warn"'));
    if (odd !== undefined) throw new Violation(`answers ${run.code} and says: ${odd}`);
    return 'none due';
  }
  const [only] = reasons;
  if (only === undefined || reasons.length > 1 || lines.at(-1) !== only)
    throw new Violation(`answers ${String(run.code)} without one reason at the end: ${said}`);
  if (!only.includes(cast.eni)) throw new Violation(`the reason names no ENI: ${said}`);
  if (reason.test(only)) return 'cause';
  if (timeOnly.test(only)) return 'time';
  throw new Violation(`the reason does not say ${String(reason)}: ${said}`);
}

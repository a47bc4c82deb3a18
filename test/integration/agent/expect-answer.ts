import { expect } from 'vitest';
import type { ProgramRun } from '../../lab/run-program.ts';

const prefix = 'ocf-exit-reason:';

/** The action succeeded and had nothing to say, as the cluster's log wants it. */
export function expectSilentSuccess(run: ProgramRun): void {
  expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' });
}

/** It answered 0, with nothing but log lines of level warn that match, one for each pattern. */
export function expectWarning(run: ProgramRun, ...warnings: readonly RegExp[]): void {
  expect(run).toMatchObject({ code: 0, stdout: '' });
  const lines = linesOf(run.stderr).map((line) => JSON.parse(line) as { level: string; msg: string });
  expect(lines.map(({ level }) => level)).toEqual(warnings.map(() => 'warn'));
  warnings.forEach((warning, n) => expect(lines[n]?.msg).toMatch(warning));
}

/** It answered `code`, and the last line on standard error is a reason that matches; standard output stays empty. */
export function expectReason(run: ProgramRun, code: number, reason: RegExp): void {
  expect({ code: run.code, stdout: run.stdout, reason: reasonOf(run) }).toEqual({
    code,
    stdout: '',
    reason: expect.stringMatching(reason) as string,
  });
}

/** It answered `code` without a word: the code says it all. */
export function expectBareCode(run: ProgramRun, code: number): void {
  expect(run).toMatchObject({ code, stdout: '', stderr: '' });
}

/** The sentence that Pacemaker would show, without the ENI it is about; what was printed instead, where the last line is none. */
export function reasonOf({ stderr }: ProgramRun): string {
  const last = linesOf(stderr).at(-1) ?? '';
  return last.startsWith(prefix)
    ? last.slice(prefix.length).replace(/^eni-[0-9a-f]+: /, '')
    : `no reason but: ${stderr}`;
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

import { appendFileSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { jobVariable, type Job, type JournalLine } from './job.ts';
import { judge, rehearse } from './judge.ts';
import { openTestFile } from './test-file.ts';

/** Not a test of its own: Vitest lends its `expect` and its process to the judging of mutants. */
it('judges mutants', { timeout: 7_200_000 }, async () => {
  const job = JSON.parse(readFileSync(process.env[jobVariable] ?? '', 'utf8')) as Job;
  const note = (line: JournalLine): void => appendFileSync(job.journal, `${JSON.stringify(line)}\n`);
  // The same examples each time: a mutant must not live or die by luck.
  fc.configureGlobal({ seed: 1 });
  const files = job.tests.map(({ name, path }) => openTestFile(job.root, name, path));
  const rehearsed = await rehearse(files).catch((error: unknown) => {
    note({ at: 'broken', why: String(error) });
    throw error;
  });
  note({ at: 'ready', tests: rehearsed.reduce((sum, { tests }) => sum + tests.length, 0) });
  for (const { id } of job.mutants) {
    note({ at: 'begin', id });
    note({ at: 'end', id, ...(await judge(id, rehearsed)) });
  }
  expect(job.mutants.length).toBeGreaterThan(0);
});

import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readCommandLine, refuse } from './command-line.ts';
import { bundleTests } from './mutation/bundle-tests.ts';
import { instrument } from './mutation/instrument.ts';
import type { Job } from './mutation/job.ts';
import { listTypeScript } from './mutation/list-typescript.ts';
import { renderScores, renderSurvivors, scoreOf, type Judged } from './mutation/report.ts';
import { runJudges } from './mutation/run-judges.ts';

const usage = `npm run mutation -- [FILTER…]
  filters, parts of paths of sources, narrow it down; then nothing fails
`;

/**
 * Changes the sources of the decisions and of the OCF contract in every way that
 * Stryker knows, one at a time, and lets the unit tests find out. All mutants sleep in one build and are woken one after
 * the other inside a running process, so that each costs milliseconds. Fails below the least score of a folder.
 */
const folders = ['src/domain', 'src/ocf'];
const testFolders = [
  'test/unit/domain',
  'test/unit/ocf',
  'test/unit/network',
  'test/unit/actions',
  'test/unit/cli',
  'test/unit/docs',
];
const leastPercent = 85;
const root = join(import.meta.dirname, '..');
const work = join(root, 'reports/mutation');
const { positionals: filters } = readCommandLine(usage, { allowPositionals: true });
const startMs = performance.now();

const { mutants: all, sources } = await instrument(root, folders);
const mutants = all.filter(
  ({ fileName }) => filters.length === 0 || filters.some((filter) => fileName.includes(filter)),
);
if (mutants.length === 0) {
  refuse(`no source of ${folders.join(' or ')} has ${filters.join(' or ')} in its path`);
}
await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });
const tests = listTypeScript(root, testFolders).filter((name) => name.endsWith('.test.ts'));
await bundleTests(root, tests, sources, work);

const shares = Math.min(2, availableParallelism());
let judgedSoFar = 0;
const progress = (): void => {
  judgedSoFar += 1;
  if (judgedSoFar % 250 === 0) console.log(`${judgedSoFar} of ${mutants.length} mutants judged`);
};
const verdicts = await Promise.all(
  Array.from({ length: shares }, (_, share) => {
    const job: Job = {
      root,
      tests: tests.map((name) => ({ name, path: join(work, name.replace(/\.ts$/, '.js')) })),
      mutants: mutants
        .filter((_mutant, index) => index % shares === share)
        .map(({ id, fileName }) => ({ id, fileName })),
      journal: join(work, `journal-${share}`),
    };
    return runJudges(job, progress);
  }),
);
const byId = new Map(verdicts.flat().map((verdict) => [verdict.id, verdict]));
const judged = mutants.flatMap((mutant): Judged[] => {
  const verdict = byId.get(mutant.id);
  return verdict === undefined ? [] : [{ mutant, verdict }];
});
const scores = folders.map((folder) => scoreOf(folder, judged));
console.log(renderSurvivors(root, judged));
console.log(`\n${judged.length} mutants in ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
console.log(renderScores(scores));
const poor = scores.filter(({ percent }) => percent < leastPercent);
if (filters.length === 0 && poor.length > 0) {
  console.log(`below ${leastPercent} %: ${poor.map(({ folder }) => folder).join(', ')}`);
  process.exitCode = 1;
}

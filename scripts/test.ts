import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandLine } from './command-line.ts';
import { findSecrets } from './test/find-secrets.ts';
import { elevation, missingTools, runTier, type Tally } from './test/run-tier.ts';
import { tiers, type Tier } from './test/tiers.ts';

const usage = `npm test -- [TIER…] [FILTER…]
  tiers, all of them if none is named:
${tiers.map(({ name, about }) => `    ${name.padEnd(12)} ${about}`).join('\n')}
  filters, parts of paths of tests, narrow them down
`;

/**
 * Runs the tiers one after the other, says what it leaves out and why, and ends with the sum of them on a line of its own.
 * Credentials must not show up in any output: programs that tests start may append what they print to .log files in the
 * folder that ENI_AGENT_TEST_REPORTS names.
 */
const root = join(import.meta.dirname, '..');
const names = new Set(tiers.map(({ name }) => name));
const { positionals: words } = readCommandLine(usage, { allowPositionals: true });
const filters = words.filter((word) => !names.has(word));
const chosen = tiers.filter(({ name }) => words.length === filters.length || words.includes(name));

process.chdir(root);
const tallies: Tally[] = [];
for (const tier of chosen) {
  console.log(`\n=== ${tier.name}: ${tier.about}`);
  const why = whyLeftOut(tier);
  if (why !== undefined) {
    console.log(`=== ${tier.name}: left out, because ${why}`);
    continue;
  }
  const startMs = performance.now();
  const tally = await attempt(tier);
  tallies.push(tally);
  console.log(`=== ${tier.name}: ${spell(tally)} in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}
const total = add(tallies);
console.log(`\n${spell(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function whyLeftOut(tier: Tier): string | undefined {
  const tests = readdirSync(join(root, 'test', tier.name), { recursive: true, encoding: 'utf8' });
  if (!tests.some((file) => file.endsWith('.test.ts'))) return 'it has no tests';
  const missing = missingTools(tier);
  if (missing.length > 0) return `this host has no ${missing.join(', ')}`;
  return elevation(tier) === undefined ? 'it needs root, and the kernel allows no substitute' : undefined;
}

/** The tests of a tier, and one more: that they printed no credential. */
async function attempt(tier: Tier): Promise<Tally> {
  const reports = join(root, 'reports', tier.name);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  if (tier.needsBuild) {
    const build = spawnSync('node', ['scripts/build.ts', '--if-stale'], { stdio: 'inherit' });
    if (build.status !== 0) return { passed: 0, failed: 1, skipped: 0 };
  }
  const tally = await runTier(tier, { reports, prefix: elevation(tier) ?? [], filters });
  const leaks = await findSecrets(reports);
  for (const leak of leaks) console.log(`a credential was printed: reports/${tier.name}/${leak}`);
  const clean = leaks.length === 0;
  return add([tally, { passed: clean ? 1 : 0, failed: clean ? 0 : 1, skipped: 0 }]);
}

function add(parts: readonly Tally[]): Tally {
  const sum = (key: keyof Tally) => parts.reduce((count, part) => count + part[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

function spell({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

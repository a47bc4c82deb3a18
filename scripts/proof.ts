import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { renderTable } from './bench/render-table.ts';
import { readCommandLine, wordsOf } from './command-line.ts';
import type { Part } from './proof/part.ts';
import { parts } from './proof/parts.ts';
import { runPart, type PartResult } from './proof/run-part.ts';

const usage = `npm run proof -- [PART…]
  parts, all of them if none is named; each takes between minutes and hours:
${parts.map(({ name, about }) => `    ${name.padEnd(9)} ${about}`).join('\n')}
`;

/**
 * Runs the long forms of what the tests run in short, round by round, and puts all their numbers into one table.
 */
const root = join(import.meta.dirname, '..');
const { positionals } = readCommandLine(usage, { allowPositionals: true });
const words = wordsOf(
  'part',
  positionals,
  parts.map(({ name }) => name),
);

async function main(): Promise<void> {
  const wanted = parts.filter(({ name }) => words.length === 0 || words.includes(name));
  const leftOut = parts.filter((part) => !wanted.includes(part)).map(({ name }) => name);
  const machine = { node: process.version, cpus: cpus().length, loadBefore: loadavg()[0] };
  const results: PartResult[] = [];
  for (const round of new Set(wanted.map((part) => part.round)))
    results.push(...(await Promise.all(wanted.filter((part) => part.round === round).map(prove))));
  const report = { machine, at: new Date().toISOString(), results, leftOut };
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(join(root, 'reports', 'proof.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(`\n${table(results)}\n`);
  if (leftOut.length > 0) console.log(`left out, since not asked for: ${leftOut.join(', ')}`);
  const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
  console.log(failed.length === 0 ? 'proof: pass' : `proof: fail (${failed.join(', ')})`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function prove(part: Part): Promise<PartResult> {
  console.log(`=== proof of ${part.name}: ${part.about}`);
  const result = await runPart(part, join(root, 'reports', 'proof'));
  console.log(`=== proof of ${part.name}: ${result.passed ? 'pass' : 'fail'} after ${result.seconds} s`);
  return result;
}

function table(results: readonly PartResult[]): string {
  const rows = results.flatMap(({ name, passed, seconds, figures }) => [
    [name, passed ? 'pass' : 'fail', `${seconds} s`],
    ...figures.map((figure) => ['', figure.name, String(figure.value ?? 'not said')]),
  ]);
  return renderTable(['part', 'what', 'number'], rows);
}

process.chdir(root);
await main();

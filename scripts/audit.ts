import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readCommandLine } from './command-line.ts';

const usage = 'npm run audit: known vulnerabilities in what is delivered; it has no options';

/**
 * Asks the registry for known vulnerabilities in what is delivered; fails when there are some. Not every registry answers
 * that question: then it says so and does not fail, since nothing was found out.
 */
interface Audit {
  readonly metadata?: { readonly vulnerabilities?: Readonly<Record<string, number>> };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}

readCommandLine(usage, {});
const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--loglevel=silent'], {
  cwd: join(import.meta.dirname, '..'),
  encoding: 'utf8',
  timeout: 120_000,
});
const total = readTotal(stdout);
if (total === undefined) {
  console.log(
    `The registry does not say which packages are vulnerable (${error?.message ?? 'npm audit gave no report'}).`,
  );
} else {
  console.log(`${total} known vulnerabilities in what is delivered`);
  process.exitCode = total === 0 ? 0 : 1;
}

function readTotal(text: string): number | undefined {
  try {
    const { metadata, vulnerabilities = {} } = JSON.parse(text) as Audit;
    for (const [name, { severity, range }] of Object.entries(vulnerabilities)) {
      console.log(`${name} ${range}: ${severity}`);
    }
    return metadata?.vulnerabilities?.['total'];
  } catch {
    return undefined;
  }
}

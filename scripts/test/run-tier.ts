import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tierTimeoutMs, type Tier } from './tiers.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The words before the command that give it the privileges of the tier; undefined where the host denies them. */
export function elevation(tier: Tier): readonly string[] | undefined {
  if (tier.privilege === 'none' || process.geteuid?.() === 0) return [];
  if (tier.privilege === 'root') return undefined;
  const inside = ['unshare', '-Urnm', 'sh', '-c', 'mount -t tmpfs tmpfs /run && exec "$@"', 'sh'];
  try {
    execFileSync('unshare', [...inside.slice(1), 'true'], { stdio: 'ignore', timeout: 5_000 });
    return inside;
  } catch {
    return undefined;
  }
}

/** Commands of the tier that are not on PATH. */
export function missingTools(tier: Tier): readonly string[] {
  return tier.tools.filter((tool) => {
    try {
      execFileSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', tool], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
}

/**
 * Runs one tier, shows its output as it comes and keeps it in `reports`/vitest.log. A run that ends without a report counts as
 * one failure. `filters` narrow it down to files whose path contains one of them.
 */
export async function runTier(
  tier: Tier,
  { reports, prefix, filters }: { reports: string; prefix: readonly string[]; filters: readonly string[] },
): Promise<Tally> {
  const report = join(reports, 'report.json');
  const vitest = ['vitest', 'run', '--project', tier.name];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const [command = '', ...args] = [...prefix, ...vitest, ...reporters, ...filters];
  const code = await show(command, args, join(reports, 'vitest.log'), { ENI_AGENT_TEST_REPORTS: reports });
  const tally = await readTally(report);
  return tally.failed === 0 && code !== 0 ? { ...tally, failed: 1 } : tally;
}

function show(
  command: string,
  args: readonly string[],
  logFile: string,
  extra: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const log = createWriteStream(logFile);
    const env = {
      ...process.env,
      ...extra,
      ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
    };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: tierTimeoutMs });
    for (const [stream, terminal] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      stream.on('data', (data: Buffer) => {
        terminal.write(data);
        log.write(data);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => log.end(() => resolve(code ?? 1)));
  });
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

async function readTally(file: string): Promise<Tally> {
  try {
    const report = JSON.parse(await readFile(file, 'utf8')) as Report;
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobVariable, type Job, type JournalLine } from './job.ts';

/** The longest that one mutant, or loading and running all tests once, may take on a busy machine. */
const stallMs = 90_000;
const lookMs = 500;

export type Verdict = Extract<JournalLine, { at: 'end' }>;

/**
 * Judges all mutants of the job in a process of its own, and in another one when a mutant hangs it: that one counts as
 * noticed by its time limit. Throws when the tests fail without any mutant, or the process ends early without a reason.
 */
export async function runJudges(job: Job, onVerdict: () => void): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  let rest = job.mutants;
  while (rest.length > 0) {
    rmSync(job.journal, { force: true });
    const jobFile = `${job.journal}.job`;
    writeFileSync(jobFile, JSON.stringify({ ...job, mutants: rest }));
    const said = await runOne(job, jobFile, onVerdict);
    const lines = readJournal(job.journal);
    const broken = lines.find((line) => line.at === 'broken');
    if (broken !== undefined) throw new Error(broken.why);
    if (!lines.some(({ at }) => at === 'ready')) throw new Error(`no judge came up: ${said}`);
    const ended = lines.filter((line) => line.at === 'end');
    verdicts.push(...ended);
    const done = new Set(ended.map(({ id }) => id));
    const hung = lines.findLast((line) => line.at === 'begin');
    if (hung !== undefined && !done.has(hung.id)) {
      verdicts.push({ at: 'end', id: hung.id, fate: 'timeout', by: 'the limit of a process' });
      done.add(hung.id);
    }
    rest = rest.filter(({ id }) => !done.has(id));
  }
  return verdicts;
}

/** Resolves with what the process printed, once it has ended or was killed for standing still. */
async function runOne(job: Job, jobFile: string, onVerdict: () => void): Promise<string> {
  const child = spawn(
    join(job.root, 'node_modules/.bin/vitest'),
    ['run', '--config', join(import.meta.dirname, 'vitest.config.ts')],
    {
      cwd: job.root,
      env: { ...process.env, [jobVariable]: jobFile },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-4_000)));
  }
  const watch = watchJournal(job.journal, child, onVerdict);
  await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  return said;
}

function watchJournal(journal: string, child: ChildProcess, onVerdict: () => void): NodeJS.Timeout {
  let seen = 0;
  let sinceMs = performance.now();
  return setInterval(() => {
    const lines = readJournal(journal);
    for (const line of lines.slice(seen)) if (line.at === 'end') onVerdict();
    if (lines.length > seen) sinceMs = performance.now();
    seen = lines.length;
    if (performance.now() - sinceMs > stallMs && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, lookMs);
}

/** A last line that is still being written is left out. */
function readJournal(path: string): readonly JournalLine[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as JournalLine);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

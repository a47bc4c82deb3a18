import { spawn } from 'node:child_process';

export interface ProgramRun {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Longer than any action may take: reached only by a program that does not end by itself. */
const hangMs = 150_000;

/**
 * Runs a program in a process group of its own with exactly this environment, as Pacemaker does. Never throws for how it
 * ends; throws when it cannot be started or does not end.
 */
export function runProgram(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  options: { readonly onStart?: (pid: number) => void } = {},
): Promise<ProgramRun> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => (texts.stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (texts.stderr += data.toString()));
    const watchdog = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      reject(new Error(`${file} ${args.join(' ')} did not end within ${hangMs} ms: ${texts.stderr}`));
    }, hangMs);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(watchdog);
      resolve({ code, ...texts, tookMs: performance.now() - startMs });
    });
    if (child.pid !== undefined) options.onStart?.(child.pid);
  });
}

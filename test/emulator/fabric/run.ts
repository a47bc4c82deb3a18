import { execa } from 'execa';

export interface RunOptions {
  /** Written to the command's standard input, which is then closed. */
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** -1 when the command could not be started, was killed or ran out of time. */
  readonly exitCode: number;
  readonly timedOut: boolean;
}

/** A command failed: its own words are in `stderr`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly stderr: string;

  constructor(argv: readonly string[], result: RunResult) {
    const how = result.timedOut ? 'ran out of time' : `exit code ${result.exitCode}`;
    super(`${argv.join(' ')}: ${how}: ${result.stderr.trim()}`);
    this.stderr = result.stderr;
  }
}

/**
 * Runs a command without a shell, for at most `timeoutMs` (default 10 000), after which it and its process group are
 * killed. Never throws: the answer says how it ended.
 */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [file = '', ...args] = argv;
  const child = execa(file, args, {
    input: options.input ?? '',
    detached: true,
    reject: false,
    stripFinalNewline: false,
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const fate = { timedOut: false };
  const timer = setTimeout(() => {
    fate.timedOut = true;
    if (child.pid !== undefined) killGroup(child.pid);
    // A grandchild in a session of its own may hold these open for as long as it likes.
    child.stdout.destroy();
    child.stderr.destroy();
  }, options.timeoutMs ?? 10_000);
  const result = await child;
  clearTimeout(timer);
  return {
    stdout: result.stdout,
    // A command that never ran said nothing itself.
    stderr: result.exitCode === undefined ? `${result.stderr}${result.shortMessage ?? ''}` : result.stderr,
    exitCode: fate.timedOut ? -1 : (result.exitCode ?? -1),
    timedOut: fate.timedOut,
  };
}

function killGroup(leaderPid: number): void {
  try {
    process.kill(-leaderPid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Like `run`, but throws a `CommandError` unless the exit code is 0. Answers standard output. */
export async function mustRun(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await run(argv, options);
  if (result.exitCode !== 0) throw new CommandError(argv, result);
  return result.stdout;
}

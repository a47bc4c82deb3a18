import { execFile } from 'node:child_process';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export class CommandError extends Error {
  readonly kind = 'command-failed';
  readonly result: CommandResult;

  constructor(argv: readonly string[], result: CommandResult) {
    super(`${argv.join(' ')}: exit ${result.exitCode}\n${result.stdout}${result.stderr}`);
    this.result = result;
  }
}

/** Runs a program without a shell and reports how it ended. Throws only if it cannot be run or outlives its time. */
export function tryCommand(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [file, ...args] = argv;
  const { timeoutMs = 20_000 } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      file ?? '',
      args,
      {
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: 16 * 1024 * 1024,
        ...(options.env === undefined ? {} : { env: options.env }),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ exitCode: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr });
        else reject(new Error(`${argv.join(' ')}: not done in ${timeoutMs} ms`, { cause: error }));
      },
    );
    child.stdin?.on('error', () => undefined); // a program that ends without reading its input is no failure
    child.stdin?.end(options.input ?? '');
  });
}

/** Like {@link tryCommand}, but anything other than exit 0 throws a {@link CommandError}; returns stdout. */
export async function command(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await tryCommand(argv, options);
  if (result.exitCode !== 0) throw new CommandError(argv, result);
  return result.stdout;
}

import { execFile } from 'node:child_process';

export interface ToolOptions {
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Standard output of a program. Throws with all that it printed when it fails or takes longer than `timeoutMs`. */
export function runTool(file: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  const { cwd, timeoutMs = 600_000, env = {} } = options;
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      { cwd, timeout: timeoutMs, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${file} failed: ${error.message}\n${stdout}${stderr}`, { cause: error }));
      },
    );
  });
}

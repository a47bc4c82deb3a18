import { execa } from 'execa';
import { AgentError } from '../../domain/errors.ts';

export interface IpRunner {
  readonly ipCommand: string;
  /** The longest one run of `ip` may take. */
  readonly timeoutMs: number;
}

/** Some ten thousand addresses: an answer beyond that is an error. */
const maxAnswerBytes = 4 * 1024 * 1024;

/**
 * Runs `ip` with a batch on its stdin and returns its stdout. Throws AgentError: `not-installed` when there is no such
 * program, `host` when it fails or does not end in time, with its own words in one line. It is killed at the timeout
 * and not waited for, since something it started may hold its output open.
 */
export async function runIpBatch(
  runner: IpRunner,
  options: readonly string[],
  lines: readonly string[],
): Promise<string> {
  const child = execa(runner.ipCommand, [...options, '-batch', '-'], {
    input: lines.map((line) => `${line}\n`).join(''),
    reject: false,
    env: { LC_ALL: 'C' },
    maxBuffer: maxAnswerBytes,
  });
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(resolve, runner.timeoutMs, 'timeout');
  });
  const result = await Promise.race([child, timeout]);
  clearTimeout(timer);
  if (result === 'timeout') {
    child.kill('SIGKILL');
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    throw new AgentError(
      'host',
      `ip did not end within ${String(runner.timeoutMs)} ms (${lines[0] ?? ''} …)`,
    );
  }
  if (result.code === 'ENOENT' || result.code === 'EACCES') {
    throw new AgentError('not-installed', `cannot run "${runner.ipCommand}": install iproute2`, {
      cause: result,
    });
  }
  if (result.failed)
    throw new AgentError(
      'host',
      describeFailure(result.stderr, lines, result.shortMessage ?? 'no reason given'),
    );
  return result.stdout;
}

/** ip's own words, and the line of the batch it names. */
export function describeFailure(stderr: string, lines: readonly string[], fallback: string): string {
  const lineNumber = /^Command failed -:(\d+)/m.exec(stderr)?.[1];
  const command = lineNumber === undefined ? undefined : lines[Number(lineNumber) - 1];
  const words = stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('Command failed'))
    .join(', ')
    .slice(0, 300);
  return `ip${command === undefined ? '' : ` ${command}`} failed: ${words === '' ? fallback : words}`;
}

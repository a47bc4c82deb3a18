import { execa } from 'execa';
import { AgentError } from '../../domain/errors.ts';

export interface IpRunner {
  readonly ipCommand: string;
  /** The longest one run of `ip` may take. */
  readonly timeoutMs: number;
}

/** Some ten thousand addresses: an answer beyond that is an error. */
const maxAnswerLength = 4 * 1024 * 1024;
const maxComplaintLength = 16 * 1024;

/**
 * Runs `ip` with a batch on its stdin and returns its stdout. Throws AgentError: `not-installed` when there is no such
 * program, `host` when it fails, does not end in time or does not stop talking, with its own words in one line. In the
 * last two cases it is killed and not waited for, since something it started may hold its output open.
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
    // Collected below: execa would spend a second on turning megabytes of output into an error message.
    buffer: { stdout: false },
    maxBuffer: { stderr: maxComplaintLength },
  });
  let answer = '';
  let timer: NodeJS.Timeout | undefined;
  const trouble = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, runner.timeoutMs, `did not end within ${String(runner.timeoutMs)} ms`);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (answer.length > maxAnswerLength) resolve('does not stop talking');
    });
  });
  const result = await Promise.race([child, trouble]);
  clearTimeout(timer);
  if (typeof result === 'string') {
    child.kill('SIGKILL');
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    throw new AgentError('host', `ip ${result} (${lines[0] ?? ''} …)`);
  }
  if (result.code === 'ENOENT' || result.code === 'EACCES') {
    const message = `cannot run "${runner.ipCommand}": install iproute2`;
    throw new AgentError('not-installed', message, { cause: result });
  }
  if (result.failed) {
    const fallback = result.shortMessage ?? 'no reason given';
    throw new AgentError('host', describeFailure(result.stderr, lines, fallback));
  }
  return answer;
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

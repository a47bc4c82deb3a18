import { spawn } from 'node:child_process';
import process from 'node:process';
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
 *
 * Node's own spawn, not execa: every level-10 monitor comes through here, and loading and running execa would cost it more
 * than half the start of Node itself.
 */
export async function runIpBatch(
  runner: IpRunner,
  options: readonly string[],
  lines: readonly string[],
): Promise<string> {
  const { answer, complaint, ending } = await runToEnd(runner, [...options, '-batch', '-'], lines);
  if (ending === 'exit code 0') return answer;
  throw new AgentError('host', describeFailure(complaint, lines, ending));
}

interface Run {
  readonly answer: string;
  readonly complaint: string;
  /** How it ended, in words. */
  readonly ending: string;
}

function runToEnd(
  { ipCommand, timeoutMs }: IpRunner,
  argv: readonly string[],
  lines: readonly string[],
): Promise<Run> {
  const child = spawn(ipCommand, argv);
  const { stdin, stdout, stderr } = child;
  let answer = '';
  let complaint = '';
  return new Promise((resolve, reject) => {
    // An action that ends without waiting for it leaves nothing behind: only the process itself knows when it ends.
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('close', () => process.off('exit', kill));
    const giveUp = (trouble: string): void => {
      kill();
      for (const stream of [stdin, stdout, stderr]) stream.destroy();
      reject(new AgentError('host', `ip ${trouble} (${lines[0] ?? ''} …)`));
    };
    const timer = setTimeout(giveUp, timeoutMs, `did not end within ${String(timeoutMs)} ms`);
    stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (answer.length > maxAnswerLength) giveUp('does not stop talking');
    });
    stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = `${complaint}${text}`.slice(0, maxComplaintLength);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ answer, complaint, ending: signal ?? `exit code ${String(code)}` });
    });
    child.once('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(cannotRun(ipCommand, cause));
    });
    // It ended before it had read everything: its exit code and its words tell why.
    stdin.on('error', () => undefined);
    stdin.end(lines.map((line) => `${line}\n`).join(''));
  });
}

function cannotRun(ipCommand: string, cause: NodeJS.ErrnoException): AgentError {
  if (cause.code === 'ENOENT' || cause.code === 'EACCES') {
    return new AgentError('not-installed', `cannot run "${ipCommand}": install iproute2`, { cause });
  }
  return new AgentError('host', `cannot run "${ipCommand}": ${cause.message}`, { cause });
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

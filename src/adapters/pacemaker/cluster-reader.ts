import { execa } from 'execa';
import type { ClusterReader } from '../../domain/admin-ports.ts';
import { AgentError } from '../../domain/errors.ts';
import { parseCib } from './parse-cib.ts';
import { parseCrmMon } from './parse-crm-mon.ts';

/** Some thousand resources: an answer beyond that is an error. */
const maxAnswerLength = 32 * 1024 * 1024;

/** The cluster through Pacemaker's own tools, each of which may take `timeoutMs`. */
export function createClusterReader(timeoutMs: number): ClusterReader {
  return {
    async status() {
      const text = await run('crm_mon', ['--one-shot', '--output-as=xml'], timeoutMs);
      return text === undefined ? undefined : parseCrmMon(text);
    },
    async cib() {
      const text = await run('cibadmin', ['--query', '--local'], timeoutMs);
      return text === undefined ? undefined : parseCib(text);
    },
    async localNode() {
      return (await run('crm_node', ['--name'], timeoutMs))?.trim();
    },
  };
}

/** What the tool prints, or undefined where there is no such tool. Throws AgentError `host`. */
async function run(tool: string, args: readonly string[], timeoutMs: number): Promise<string | undefined> {
  const result = await execa(tool, args, {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: maxAnswerLength,
    env: { LC_ALL: 'C' },
  });
  if (result.code === 'ENOENT') return undefined;
  if (result.exitCode === notConnected) {
    throw new AgentError('host', 'Pacemaker does not answer on this node');
  }
  if (result.failed) {
    const why = result.timedOut ? `no answer within ${timeoutMs} ms` : (result.stderr.split('\n')[0] ?? '');
    throw new AgentError('host', `${tool} failed: ${why === '' ? (result.shortMessage ?? '') : why}`);
  }
  return result.stdout;
}

/** CRM_EX_DISCONNECT: the daemons do not run here. */
const notConnected = 102;

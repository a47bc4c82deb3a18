import { existsSync, readFileSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { execa } from 'execa';
import type { MachineReader } from '../../domain/admin-ports.ts';
import { parseIp } from '../../domain/cidr.ts';
import { AgentError } from '../../domain/errors.ts';
import { runningManagers } from '../network-managers.ts';
import { isUnmanaged } from './network-manager-settings.ts';
import { readNetworkdSettings } from './networkd-settings.ts';

const maxAnswerLength = 32 * 1024 * 1024;

/** This machine; each tool that is run may take `timeoutMs`. */
export function createMachineReader(timeoutMs: number): MachineReader {
  return {
    sysctl: (path) => Promise.resolve(readSysctl(path)),

    async translatesSources() {
      const rules = await run('nft', ['list', 'ruleset'], timeoutMs);
      // Rules that iptables made through nftables are listed by the names of their targets.
      if (/\b(masquerade|snat)\b/i.test(rules)) return true;
      if (!/^nat$/m.test(legacyTables())) return false;
      return /-j (MASQUERADE|SNAT)\b/.test(await run('iptables-legacy-save', ['-t', 'nat'], timeoutMs));
    },

    async linkTowards(host) {
      const address = parseIp(host) === undefined ? await resolve(host) : host;
      const answer = await run('ip', ['-json', 'route', 'get', address], timeoutMs);
      const link = /"dev":\s*"([^"]+)"/.exec(answer)?.[1];
      if (link === undefined) throw new AgentError('host', `ip names no link towards ${host}`);
      return link;
    },

    networkd: () => Promise.resolve(readNetworkdSettings()),

    managers: (mac) =>
      Promise.resolve(
        runningManagers('/run').map((name) => ({
          name,
          leavesAlone: name === 'NetworkManager' && mac !== undefined && isUnmanaged(mac),
        })),
      ),

    clusterShell: () => Promise.resolve(hasTool('pcs') && !hasTool('crm') ? 'pcs' : 'crmsh'),
  };
}

function hasTool(name: string): boolean {
  return ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((folder) => existsSync(`${folder}/${name}`));
}

function readSysctl(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(`/proc/sys/${path}`, 'latin1'), 10);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AgentError('host', `cannot read /proc/sys/${path}`, { cause: error });
  }
}

/** Tables of the iptables that does not go through nftables; there is no such file without it. */
function legacyTables(): string {
  try {
    return readFileSync('/proc/net/ip_tables_names', 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new AgentError('host', 'cannot read /proc/net/ip_tables_names', { cause: error });
  }
}

async function resolve(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new AgentError('host', `the name ${host} cannot be resolved`, { cause: error });
  }
}

async function run(tool: string, args: readonly string[], timeoutMs: number): Promise<string> {
  const result = await execa(tool, args, {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: maxAnswerLength,
    env: { LC_ALL: 'C' },
  });
  if (!result.failed) return result.stdout;
  if (result.code === 'ENOENT') throw new AgentError('host', `${tool} is not installed`);
  const why = result.timedOut ? `no answer within ${timeoutMs} ms` : (result.stderr.split('\n')[0] ?? '');
  throw new AgentError('host', `${tool} failed: ${why === '' ? (result.shortMessage ?? '') : why}`);
}

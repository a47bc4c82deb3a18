import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterNode } from './cluster-node.ts';
import { waitUntil } from './wait-until.ts';

/**
 * Sends SIGKILL to the agent that carries out an action on the node, as an out-of-memory killer would. Waits up to 5 s for
 * there to be one.
 */
export async function killAction(node: ClusterNode, action: string): Promise<void> {
  const pid = await waitUntil(() => findAgent(node, action), {
    timeoutMs: 5_000,
    intervalMs: 5,
    what: `the agent runs ${action} on ${node.name}`,
  });
  process.kill(pid, 'SIGKILL');
}

/** The agent that carries out an action on the node at this moment. */
export function findAgent(node: ClusterNode, action: string): number | undefined {
  const pids = readFileSync(join(node.plan.cgroup.path, 'cgroup.procs'), 'utf8').trim().split('\n');
  return pids.map(Number).find((pid) => {
    const argv = commandLine(pid);
    return argv.at(-1) === action && argv.some((word) => word.endsWith('/dist/main.js'));
  });
}

/** Empty for a process that is gone meanwhile. */
function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

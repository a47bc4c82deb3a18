import type { ClusterNode } from './cluster-node.ts';
import { crmMonCommand, parseCrmMon, type ClusterStatus } from './crm-mon.ts';
import type { CommandOptions } from './run-command.ts';
import { waitUntil } from './wait-until.ts';

/** crmsh writes colours even into a pipe. */
function withoutColours(text: string): string {
  return text.replace(/\x1b\[[\d;]*m/g, '');
}

/** crmsh on a node. Throws unless it succeeds. */
export async function crm(
  node: ClusterNode,
  args: readonly string[],
  options?: CommandOptions,
): Promise<string> {
  return withoutColours(await node.exec(['crm', ...args], { timeoutMs: 60_000, ...options }));
}

/** pcs on a node. Throws unless it succeeds. */
export function pcs(node: ClusterNode, args: readonly string[], options?: CommandOptions): Promise<string> {
  return node.exec(['pcs', ...args], { timeoutMs: 60_000, ...options });
}

/** Runs a shell script of the guide on a node. Throws at the first command that fails. */
export async function runScript(node: ClusterNode, script: string): Promise<void> {
  await node.exec(['sh', '-eu', '-c', script], { timeoutMs: 60_000 });
}

/** The cluster as this node sees it. Throws if its daemons do not answer within 5 s. */
export async function clusterStatus(node: ClusterNode): Promise<ClusterStatus> {
  return parseCrmMon(await node.exec(crmMonCommand, { timeoutMs: 5_000 }));
}

/**
 * Waits until the cluster, asked through `node`, is as wanted. The error of a wait that fails says how it was instead.
 */
export async function waitForStatus(
  node: () => ClusterNode,
  what: string,
  wanted: (status: ClusterStatus) => boolean,
  timeoutMs: number,
): Promise<ClusterStatus> {
  let last: ClusterStatus | undefined;
  try {
    return await waitUntil(
      async () => {
        last = await clusterStatus(node());
        return wanted(last) && last;
      },
      { timeoutMs, intervalMs: 100, what },
    );
  } catch (error) {
    throw new Error(`${what}: not within ${timeoutMs} ms; ${JSON.stringify(last)}`, { cause: error });
  }
}

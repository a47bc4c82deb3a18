import type { ClusterNode } from './cluster-node.ts';
import { readGuide } from './guide.ts';

/**
 * Brings up the services of a booted node, with the commands of the guide. Returns when the daemons run; the node joins the
 * cluster after that.
 */
export async function startStack(node: ClusterNode): Promise<void> {
  await node.exec(['sh', '-eu', '-c', readGuide()('services.sh')], { timeoutMs: 15_000 });
}

/** Stops the services in an orderly way, resources first; takes as long as the slowest stop of a resource. */
export async function stopStack(node: ClusterNode, timeoutMs = 60_000): Promise<void> {
  await node.exec(['systemctl', 'stop', 'pacemaker', 'corosync'], { timeoutMs });
}

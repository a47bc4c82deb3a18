import { agentInCluster, type ClusterStatus } from '../domain/cluster.ts';
import type { Reading } from './reading.ts';

/** What decides whether the agent may be taken away from this host. */
export interface RemovalFacts {
  /** Pacemaker's daemons run here. */
  readonly pacemakerRuns: boolean;
  readonly cluster: Reading<ClusterStatus | undefined>;
  /** Name of this node in the cluster. */
  readonly localNode: Reading<string | undefined>;
}

/**
 * Why the agent must stay, in one sentence, or undefined. Pacemaker would find a resource without its agent failed, and
 * could not stop it, which costs the node a fencing. It may go where Pacemaker does not run or leaves the resource alone.
 */
export function whyNotRemovable({ pacemakerRuns, cluster, localNode }: RemovalFacts): string | undefined {
  if (!pacemakerRuns) return undefined;
  const status = cluster.known ? cluster.value : undefined;
  const node = localNode.known ? localNode.value : undefined;
  if (status === undefined || node === undefined) {
    const reading = cluster.known ? localNode : cluster;
    const why = reading.known ? 'its tools are missing' : reading.why;
    return `Pacemaker runs here but does not say what it uses (${why}): stop it on this node first`;
  }
  if (status.maintenance || isInMaintenance(status, node)) return undefined;
  const used = status.resources.find(
    ({ agent, managed, nodes }) => agent === agentInCluster && managed && nodes.includes(node),
  );
  return (
    used &&
    `the resource ${used.id} is active on this node (${node}): move it away or put the node into maintenance mode first`
  );
}

function isInMaintenance({ nodes }: ClusterStatus, node: string): boolean {
  return nodes.some(({ name, state }) => name === node && state === 'maintenance');
}

import { setTimeout as delay } from 'node:timers/promises';
import { eniResource, type ClusterLab, type NodeName } from '../../test/cluster/lab.ts';
import { isStarted, type ClusterStatus } from '../../test/cluster/crm-mon.ts';
import { cast } from '../../test/lab/topology.ts';
import { answersFor } from './local-addresses.ts';
import type { Observer } from './observer.ts';
import { describeStatus } from './watch-status.ts';

/**
 * Waits until the cluster has come to rest by itself: all nodes are members, the ENI is started and attached on one of them,
 * its kernel has the address, traffic flows, and Pacemaker has nothing left to do. Throws what is missing after `boundMs`.
 */
export async function converge(lab: ClusterLab, observer: Observer, boundMs: number): Promise<NodeName> {
  const deadlineMs = Date.now() + boundMs;
  let missing = 'the cluster answers';
  while (Date.now() < deadlineMs) {
    observer.violated.throwIfAborted();
    const sinceMs = Date.now();
    await delay(50);
    const sighting = await sightingAfter(observer, sinceMs, deadlineMs);
    if (sighting === undefined) continue;
    const { holder } = sighting;
    const found = await whatIsMissing(lab, sighting.status, holder as NodeName | undefined);
    if (found === undefined) {
      await lab.traffic.firstAnswer(Date.now(), Math.max(1_000, deadlineMs - Date.now()));
      return holder as NodeName;
    }
    missing = found;
  }
  throw new Error(`not within ${boundMs / 1000} s: ${missing}`);
}

async function sightingAfter(
  observer: Observer,
  sinceMs: number,
  deadlineMs: number,
): Promise<ReturnType<Observer['sightingSince']>> {
  while (Date.now() < deadlineMs && !observer.violated.aborted) {
    const sighting = observer.sightingSince(sinceMs);
    if (sighting !== undefined) return sighting;
    await delay(50);
  }
  return undefined;
}

async function whatIsMissing(
  lab: ClusterLab,
  status: ClusterStatus,
  holder: NodeName | undefined,
): Promise<string | undefined> {
  const now = describeStatus(status, eniResource);
  const healthy = status.nodes.filter(
    ({ online, pending, standby, maintenance, unclean }) =>
      online && !pending && !standby && !maintenance && !unclean,
  );
  if (healthy.length < lab.nodeNames.length) return `all nodes are healthy members (${now})`;
  if (status.maintenanceMode) return 'maintenance mode is over';
  if (holder === undefined || lab.parts.emulator.cloud.eni(cast.eni).attachment?.status !== 'attached')
    return `EC2 has the ENI attached (${now})`;
  if (!isStarted(status, eniResource, holder))
    return `it is started on ${holder}, which holds the ENI (${now})`;
  for (const name of lab.nodeNames) {
    const address = lab.parts.world.enis.find(({ eniId }) => eniId === cast.eni)?.ipv4[0] ?? '';
    if (answersFor(lab.node(name), address) !== (name === holder))
      return `${name} ${name === holder ? 'has' : 'does not have'} the address`;
  }
  if (status.dc === undefined || !(await isIdle(lab, status.dc as NodeName)))
    return `Pacemaker has nothing to do (${now})`;
  return undefined;
}

async function isIdle(lab: ClusterLab, dc: NodeName): Promise<boolean> {
  const { stdout } = await lab.node(dc).tryExec(['crmadmin', '-S', dc], { timeoutMs: 5_000 });
  return stdout.includes('S_IDLE');
}

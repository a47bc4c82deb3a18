import { cast } from '../lab/topology.ts';
import type { ClusterLab } from './lab.ts';
import { eniResource } from './lab-options.ts';
import { denyAllBut } from './role-policy.ts';

/**
 * Takes back everything that a scenario did to the cloud and the cluster and waits until all nodes are online and the ENI
 * serves, so that the next scenario finds what the first one found. The ENI stays on the node it is on.
 */
export async function settle(lab: ClusterLab): Promise<void> {
  const { emulator, fabric, hosts } = lab.parts;
  emulator.faults.remove();
  emulator.configure({ throttle: null });
  emulator.policies.set(cast.role, denyAllBut(lab.guide('iam-policy.json')));
  await fabric.setEndpointReachable(true);
  await lab.setClusterLink(true);
  for (const name of lab.nodeNames) {
    if (emulator.cloud.instance(hosts.get(name)!.member.instanceId).state === 'stopped') await lab.boot(name);
  }
  await lab.waitUntilAllOnline(120_000);
  const { bans, failures, failCounts } = await lab.status();
  if (bans.length > 0) await lab.crm('nat-a', 'resource', 'clear', eniResource);
  if (failures.length > 0 || failCounts.length > 0) await lab.crm('nat-a', 'resource', 'cleanup');
  await lab.waitFor(
    'no failure left',
    (status) => status.failures.length === 0 && status.failCounts.length === 0 && status.bans.length === 0,
  );
  await lab.waitUntilServing();
  await lab.traffic.firstAnswer(Date.now(), 20_000);
}

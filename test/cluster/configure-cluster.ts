import { clusterConfiguration } from './configuration.ts';
import type { Guide } from './guide.ts';
import type { ClusterLabOptions } from './lab-options.ts';
import type { LabParts } from './lab-setup.ts';

/** Configures the cluster as the guide says, with crmsh or with pcs, on its first node. Throws if the tool complains. */
export async function configureCluster(
  { hosts, endpointUrl }: LabParts,
  guide: Guide,
  { configureWith, parameters, priorityFencingDelaySeconds = 1 }: ClusterLabOptions,
): Promise<void> {
  const [first] = hosts.values();
  const title = configureWith === 'pcs' ? 'nat-pcs.sh' : 'nat.crm';
  const file = `/root/${title}`;
  const text = clusterConfiguration(guide, title, {
    parameters: { endpoint_url: endpointUrl, ...parameters },
    priorityFencingDelaySeconds,
    members: [...hosts.values()].map(({ member }) => member),
  });
  first!.node.plan.disk.install(file, text);
  const argv = title === 'nat.crm' ? ['crm', 'configure', 'load', 'update', file] : ['sh', '-eu', file];
  await first!.node.exec(argv, { timeoutMs: 60_000 });
}

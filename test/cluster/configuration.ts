import { substitute, type Guide } from './guide.ts';
import type { ClusterMember } from './furnish-disk.ts';

export interface ConfigurationOptions {
  /** Further parameters of the ENI resource, above all `endpoint_url`: the laboratory's EC2 is not Amazon's. */
  readonly parameters: Readonly<Record<string, string>>;
  /** How long a fence device takes to silence its victim is the laboratory's to choose, and so this delay follows. */
  readonly priorityFencingDelaySeconds: number;
  readonly members: readonly ClusterMember[];
}

/** The guide's cluster configuration, for crmsh (`nat.crm`) or pcs (`nat-pcs.sh`), with what differs put in. */
export function clusterConfiguration(
  guide: Guide,
  title: 'nat.crm' | 'nat-pcs.sh',
  { parameters, priorityFencingDelaySeconds, members }: ConfigurationOptions,
): string {
  const additional = Object.entries(parameters).map(([name, value]) => ` ${name}=${value}`);
  const third = members.slice(2).map(({ name, instanceId }) => `;${name}:${instanceId}`);
  return substitute(guide(title), [
    ['priority-fencing-delay=15s', `priority-fencing-delay=${priorityFencingDelaySeconds}s`],
    ['eni_id=eni-0123456789abcdef0', `eni_id=eni-0123456789abcdef0${additional.join('')}`],
    ['nat-b:i-0bbbbbbbbbbbbbbb2', `nat-b:i-0bbbbbbbbbbbbbbb2${third.join('')}`],
  ]);
}

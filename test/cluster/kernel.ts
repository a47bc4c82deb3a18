import { cast } from '../lab/topology.ts';
import type { ClusterNode } from './cluster-node.ts';

interface Link {
  readonly ifname: string;
  readonly address?: string;
  readonly flags: readonly string[];
  readonly addr_info: readonly {
    readonly local: string;
    readonly prefixlen: number;
    readonly family: string;
  }[];
}

/** The link with the ENI's MAC as the node's kernel has it: whether it is up, and its IPv4 addresses. */
export async function eniLink(
  node: ClusterNode,
  mac: string = cast.eniMac,
): Promise<{ readonly name: string; readonly isUp: boolean; readonly ipv4: readonly string[] } | undefined> {
  const links = JSON.parse(await node.exec(['ip', '-json', 'address', 'show'])) as Link[];
  const link = links.find(({ address }) => address === mac);
  return (
    link && {
      name: link.ifname,
      isUp: link.flags.includes('UP'),
      ipv4: link.addr_info
        .filter(({ family }) => family === 'inet')
        .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    }
  );
}

/** The policy routing of the node as text, rules and all tables. */
export function policyRouting(node: ClusterNode): Promise<string> {
  return node.exec(['sh', '-c', 'ip rule; ip route show table all']);
}

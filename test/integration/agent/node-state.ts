import { mustRun } from '../../emulator/fabric/run.ts';
import type { AgentLab } from '../../lab/agent-lab.ts';
import { hostSnapshot } from '../../lab/host-snapshot.ts';
import { cast } from '../../lab/topology.ts';

/** The ENI's link as `ip` shows it in a node, in the terms that tests speak. */
export interface EniLink {
  readonly name: string;
  readonly up: boolean;
  readonly mtu: number;
  /** With prefix length, IPv4 ones first, link-local ones left out. */
  readonly addresses: readonly string[];
  readonly altNames: readonly string[];
}

interface IpLink {
  readonly ifname: string;
  readonly address: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly altnames?: readonly string[];
  readonly addr_info: readonly {
    readonly local: string;
    readonly prefixlen: number;
    readonly scope: string;
  }[];
}

/** Undefined when no link of the node has the ENI's MAC. */
export async function eniLink(
  lab: AgentLab,
  instanceId: string,
  mac: string = cast.eniMac,
): Promise<EniLink | undefined> {
  const links = JSON.parse(await onNode(lab, instanceId, ['ip', '-json', 'addr'])) as readonly IpLink[];
  const link = links.find(({ address }) => address === mac);
  if (link === undefined) return undefined;
  return {
    name: link.ifname,
    up: link.flags.includes('UP'),
    mtu: link.mtu,
    addresses: link.addr_info
      .filter(({ scope }) => scope !== 'link')
      .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    altNames: link.altnames ?? [],
  };
}

/** Lines of `ip rule` (both families) that no fresh network namespace has. */
export async function addedRules(lab: AgentLab, instanceId: string): Promise<readonly string[]> {
  const text = `${await onNode(lab, instanceId, ['ip', 'rule'])}${await onNode(lab, instanceId, ['ip', '-6', 'rule'])}`;
  return text
    .split('\n')
    .filter((line) => line !== '' && !/^(0|32766|32767):/.test(line))
    .map((line) => line.replaceAll(/\s+/g, ' ').trim());
}

/** Everything of the node's network configuration, as text to be compared. */
export function snapshotOf(lab: AgentLab, instanceId: string): Promise<string> {
  return hostSnapshot((argv) => onNode(lab, instanceId, argv));
}

/** Runs a command in the node's namespace and answers its output; throws when it fails. */
export function onNode(lab: AgentLab, instanceId: string, argv: readonly string[]): Promise<string> {
  return mustRun(['ip', 'netns', 'exec', lab.netnsOf(instanceId), ...argv]);
}

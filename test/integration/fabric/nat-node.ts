import { expect } from 'vitest';
import type { NamespaceFabric } from '../../emulator/fabric/namespace-fabric.ts';

/** A NAT node configured by hand, as an admin with a shell would do it. */
export interface NatNode {
  readonly instanceId: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly gateway: string;
  /** `eni`: forwarded packets leave through the ENI; `primary`: they follow the main table. */
  readonly egress: 'eni' | 'primary';
  /** Prefix length of the ENI's address; 32 keeps its subnet out of the main table. */
  readonly prefixLength: number;
}

/** Makes the hot-plugged link usable and lets the node masquerade what it forwards. */
export async function configureNatNode(fabric: NamespaceFabric, node: NatNode): Promise<void> {
  const link = await linkWithMac(fabric, node.instanceId, node.mac);
  const table = 1000;
  const lines = [
    ...node.addresses.map((address) => `addr add ${address}/${node.prefixLength} dev ${link}`),
    `link set ${link} up`,
    `route add default via ${node.gateway} dev ${link} onlink table ${table}`,
    ...node.addresses.map((address) => `rule add from ${address} lookup ${table}`),
    ...(node.egress === 'eni' ? [`rule add iif ${link} lookup ${table}`] : []),
  ];
  await succeed(fabric, node.instanceId, ['ip', '-batch', '-'], `${lines.join('\n')}\n`);
  await succeed(fabric, node.instanceId, [
    'sysctl',
    '-qw',
    'net.ipv4.ip_forward=1',
    `net.ipv4.conf.${link}.rp_filter=2`,
  ]);
  const ruleset = `
    table ip nat
    delete table ip nat
    table ip nat {
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        ip saddr 10.0.2.0/24 masquerade
      }
    }`;
  await succeed(fabric, node.instanceId, ['nft', '-f', '-'], ruleset);
}

/** The name of the link with a MAC in an instance; undefined: there is none. */
export async function findLink(
  fabric: NamespaceFabric,
  instanceId: string,
  mac: string,
): Promise<string | undefined> {
  const stdout = await succeed(fabric, instanceId, ['ip', '-json', 'link']);
  const links = JSON.parse(stdout) as { ifname: string; address: string }[];
  return links.find((link) => link.address === mac)?.ifname;
}

export async function linkWithMac(fabric: NamespaceFabric, instanceId: string, mac: string): Promise<string> {
  const link = await findLink(fabric, instanceId, mac);
  if (link === undefined) throw new Error(`${instanceId} has no link ${mac}`);
  return link;
}

/** Runs a command in an instance that has to succeed, and answers its output. */
export async function succeed(
  fabric: NamespaceFabric,
  instanceId: string,
  argv: readonly string[],
  input = '',
): Promise<string> {
  const { exitCode, stdout, stderr } = await fabric.exec(instanceId, argv, { input });
  expect({ exitCode, stderr, argv }).toEqual({ exitCode: 0, stderr: '', argv });
  return stdout;
}

/** Whether an echo request is answered within half a second. */
export async function pings(fabric: NamespaceFabric, instanceId: string, address: string): Promise<boolean> {
  const { exitCode } = await fabric.exec(instanceId, ['ping', '-c', '1', '-W', '0.5', address], {
    timeoutMs: 5000,
  });
  return exitCode === 0;
}

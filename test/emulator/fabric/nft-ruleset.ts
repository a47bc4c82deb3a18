import type { PlannedPort } from './plan.ts';

/** What the filters of the fabric depend on. */
export interface FilterState {
  readonly ports: readonly PlannedPort[];
  readonly endpointAddress: string;
  /** ENIs whose source/dest check is on. */
  readonly checkedEniIds: ReadonlySet<string>;
  /** Ports that cannot reach the EC2 endpoint. */
  readonly endpointCutPorts: readonly string[];
  /** Pairs of ports between which nothing passes, in this direction. */
  readonly cutPairs: readonly (readonly [from: string, to: string])[];
}

/**
 * The whole ruleset of the fabric, replacing the one before in one transaction. It keeps no state (the one-to-one NAT of
 * Elastic IPs needs none), so writing it anew disturbs no flow.
 *
 * - source/dest check: out of an ENI only with a source of its own, into it only to an address of its own;
 * - a subnet's ARP reaches no further than the subnet;
 * - private addresses without an Elastic IP neither leave through the internet gateway nor are reached from it.
 */
export function renderRuleset(state: FilterState): string {
  const { ports, endpointAddress } = state;
  const checked = ports
    .filter(({ eni }) => state.checkedEniIds.has(eni.eniId))
    .map(({ port }) => quote(port));
  const elastic = ports.flatMap(({ eni }) =>
    eni.publicIp === undefined || eni.ipv4[0] === undefined
      ? []
      : [{ inside: eni.ipv4[0], outside: eni.publicIp }],
  );
  const own = (pick: (port: PlannedPort) => readonly string[]): string[] =>
    ports.flatMap((port) => pick(port).map((address) => `${quote(port.port)} . ${address}`));

  return `
table inet vpc
delete table inet vpc
table inet vpc {
  set checked { ${typed('ifname', checked)} }
  set own4 { ${typed(
    'ifname . ipv4_addr',
    own(({ eni }) => eni.ipv4),
  )} }
  set own6 { ${typed(
    'ifname . ipv6_addr',
    own(({ eni }) => eni.ipv6 ?? []),
  )} }
  set no_endpoint { ${typed('ifname', state.endpointCutPorts.map(quote))} }
  set cut { ${typed(
    'ifname . ifname',
    state.cutPairs.map((pair) => pair.map(quote).join(' . ')),
  )} }
  map inside { ${typed(
    'ipv4_addr : ipv4_addr',
    elastic.map(({ inside, outside }) => `${outside} : ${inside}`),
  )} }
  map outside { ${typed(
    'ipv4_addr : ipv4_addr',
    elastic.map(({ inside, outside }) => `${inside} : ${outside}`),
  )} }

  chain arriving {
    type filter hook prerouting priority raw; policy accept;
    iifname "igw" ip daddr != @inside drop
    iifname "igw" ip daddr set ip daddr map @inside
    iifname @checked iifname . ip saddr != @own4 drop
    iifname @checked ip6 saddr != { fe80::/10, :: } iifname . ip6 saddr != @own6 drop
    iifname @no_endpoint ip daddr ${endpointAddress} drop
  }
  chain passing {
    type filter hook forward priority filter; policy accept;
    iifname . oifname @cut drop
    oifname @checked oifname . ip daddr != @own4 drop
    oifname @checked oifname . ip6 daddr != @own6 drop
  }
  chain leaving {
    type filter hook postrouting priority srcnat; policy accept;
    oifname "igw" ip saddr != @outside drop
    oifname "igw" ip saddr set ip saddr map @outside
  }
}
table arp vpc
delete table arp vpc
table arp vpc {
  chain asking {
    type filter hook input priority filter; policy accept;
${ports.map(({ port, subnet }) => `    iifname ${quote(port)} arp daddr ip != ${subnet.cidr} drop`).join('\n')}
  }
}
`;
}

function typed(type: string, elements: readonly string[]): string {
  return `type ${type};${elements.length === 0 ? '' : ` elements = { ${elements.join(', ')} };`}`;
}

function quote(name: string): string {
  return `"${name}"`;
}

import { gatewayOf, prefixLength } from './cidr.ts';
import { internetHost, internetMtu, vpcMtu, type FabricPlan, type PlannedPort } from './plan.ts';

/*
 * Lines for `ip -batch`. The fabric is a router and has no layer 2: each ENI has a link of its own, a host route for
 * each of its addresses and permanent neighbours, so a packet reaches the ENI it is addressed to whatever a guest says
 * in ARP. Two links of a node in one subnet therefore never confuse their peers, as in a VPC.
 */

const gatewayIpv6 = 'fe80:ec2::1';
const internetLink = {
  vpcSide: { mac: '02:00:5e:00:00:01', ipv4: '203.0.113.1', ipv6: 'fe80::1' },
  hostSide: { mac: '02:00:5e:00:00:02', ipv4: internetHost.ipv4, ipv6: 'fe80::2' },
} as const;

/** Lowest in its table, so that what leads nowhere is dropped in silence as a VPC does it. */
const lastResort = 'metric 4294967295';

/** The router itself. To be run with `ip -4`. */
export function routerLines(plan: FabricPlan, endpointAddress: string, internetNetns: string): string[] {
  const { vpcSide, hostSide } = internetLink;
  const gateways = plan.world.subnets.map((subnet) => gatewayOf(subnet.cidr));
  return [
    'link set lo up',
    ...[...gateways, endpointAddress].map((address) => `addr add ${address}/32 dev lo`),
    `link add igw address ${vpcSide.mac} mtu ${internetMtu} type veth` +
      ` peer name eth0 address ${hostSide.mac} mtu ${internetMtu} netns ${internetNetns}`,
    'link set igw up',
    `neigh add ${hostSide.ipv4} lladdr ${hostSide.mac} dev igw nud permanent`,
    `route add blackhole ${plan.world.vpcCidr} ${lastResort}`,
    ...plan.tables.map((table) => `route add blackhole default table ${table} ${lastResort}`),
    ...ruleLines(plan),
    ...gatewayRouteLines(plan, 4),
  ];
}

/** The router's IPv6 half. To be run with `ip -6`, after `routerLines`. */
export function routerLinesIpv6(plan: FabricPlan): string[] {
  const { vpcSide, hostSide } = internetLink;
  return [
    `addr add ${vpcSide.ipv6}/64 dev igw nodad`,
    `neigh add ${hostSide.ipv6} lladdr ${hostSide.mac} dev igw nud permanent`,
    ...plan.world.subnets.flatMap(({ ipv6Cidr }) =>
      ipv6Cidr === undefined ? [] : [`route add blackhole ${ipv6Cidr} ${lastResort}`],
    ),
    ...plan.tables.map((table) => `route add blackhole default table ${table} ${lastResort}`),
    ...ruleLines(plan),
    ...gatewayRouteLines(plan, 6),
  ];
}

/** The internet host's own namespace. */
export function internetLines(plan: FabricPlan): string[] {
  const { vpcSide, hostSide } = internetLink;
  return [
    'link set lo up',
    `addr add ${internetHost.ipv4}/32 dev eth0`,
    'link set eth0 up',
    `neigh add ${vpcSide.ipv4} lladdr ${vpcSide.mac} dev eth0 nud permanent`,
    `route add default via ${vpcSide.ipv4} dev eth0 onlink`,
    ...(plan.hasIpv6
      ? [
          `addr add ${internetHost.ipv6}/128 dev eth0 nodad`,
          `addr add ${hostSide.ipv6}/64 dev eth0 nodad`,
          `neigh add ${vpcSide.ipv6} lladdr ${vpcSide.mac} dev eth0 nud permanent`,
          `route add ::/0 via ${vpcSide.ipv6} dev eth0`,
        ]
      : []),
  ];
}

/** Creates the veth of an ENI, its inner end down and bare in the guest. Fails with "File exists" if the guest has `linkName`. */
export function createPortLine(planned: PlannedPort, guestNetns: string, linkName: string): string {
  return (
    `link add ${planned.port} mtu ${vpcMtu} type veth` +
    ` peer name ${linkName} address ${planned.eni.mac} mtu ${vpcMtu} netns ${guestNetns}`
  );
}

/**
 * Joins a port to the VPC: its link goes up and what the kernel forgets with a link that is down is written (again).
 * The neighbours of the other ENIs of an IPv6 subnet are answered for one by one, since NDP knows no proxy for all.
 */
export function raisePortLines(plan: FabricPlan, planned: PlannedPort): string[] {
  const { port, eni, subnet } = planned;
  const ipv6 = eni.ipv6 ?? [];
  const addresses = [
    ...eni.ipv4.map((address) => `${address}/32`),
    ...ipv6.map((address) => `${address}/128`),
  ];
  return [
    `link set ${port} addrgenmode none up`,
    // Without this the kernel delays its answers on behalf of others by up to 0.8 s.
    `ntable change name arp_cache dev ${port} proxy_delay 0`,
    ...addresses.flatMap((cidr) => [
      `neigh replace ${cidr.split('/')[0] ?? ''} lladdr ${eni.mac} dev ${port} nud permanent`,
      `route replace ${cidr} dev ${port}`,
    ]),
    ...(subnet.ipv6Cidr === undefined
      ? []
      : [
          `ntable change name ndisc_cache dev ${port} proxy_delay 0`,
          `addr replace ${gatewayIpv6}/64 dev ${port} nodad`,
          ...neighboursOf(plan, planned).map((address) => `neigh replace proxy ${address} dev ${port}`),
        ]),
    ...plan.routes
      .filter((route) => route.eniId === eni.eniId)
      .map(({ destination, family, table }) => {
        const nextHop = family === 4 ? eni.ipv4[0] : ipv6[0];
        return `route replace ${destination} via ${nextHop ?? ''} dev ${port} onlink table ${table}`;
      }),
  ];
}

/** What every instance has before it has a link: a loopback that also carries the address of the metadata service. */
export const bareInstanceLines: readonly string[] = ['link set lo up', 'addr add 169.254.169.254/32 dev lo'];

/** What DHCP does to the primary link of an instance. */
export function primaryLines({ eni, subnet, gateway }: PlannedPort, linkName: string): string[] {
  const { ipv6Cidr } = subnet;
  return [
    ...eni.ipv4.map((address) => `addr add ${address}/${prefixLength(subnet.cidr)} dev ${linkName}`),
    `link set ${linkName} up`,
    `route add default via ${gateway} dev ${linkName}`,
    ...(ipv6Cidr === undefined || eni.ipv6 === undefined
      ? []
      : [
          ...eni.ipv6.map((address) => `addr add ${address}/${prefixLength(ipv6Cidr)} dev ${linkName} nodad`),
          `route add ::/0 via ${gatewayIpv6} dev ${linkName}`,
        ]),
  ];
}

function ruleLines(plan: FabricPlan): string[] {
  return [
    // The VPC's own addresses come first, whatever the route table says: its `local` route.
    'rule add pref 100 lookup main',
    ...[...plan.ports.values()].map(({ port, table }) => `rule add pref 200 iif ${port} lookup ${table}`),
    'rule add pref 300 blackhole',
  ];
}

function gatewayRouteLines(plan: FabricPlan, family: 4 | 6): string[] {
  const nextHop = family === 4 ? internetLink.hostSide.ipv4 : internetLink.hostSide.ipv6;
  return plan.routes
    .filter((route) => route.family === family && route.eniId === undefined)
    .map(({ destination, table }) => `route add ${destination} via ${nextHop} dev igw onlink table ${table}`);
}

function neighboursOf(plan: FabricPlan, { eni }: PlannedPort): string[] {
  return plan.world.enis
    .filter((other) => other.subnetId === eni.subnetId && other.eniId !== eni.eniId)
    .flatMap((other) => other.ipv6 ?? []);
}

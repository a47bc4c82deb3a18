import {
  addressBits,
  canonicalIp,
  cidrContains,
  firstHost,
  formatCidr,
  parseCidr,
  type Cidr,
  type IpFamily,
} from './cidr.ts';
import { AgentError } from './errors.ts';
import type { HostRoute, HostRule, HostState } from './host-state.ts';
import { fromRulePriority, guardMetric, inboundRulePriority, routeTableOf } from './network-marks.ts';
import type { NetworkWish } from './ports.ts';

/** How the ENI's link, its routes and its rules must look. */
export interface NetworkPlan {
  readonly link: string;
  readonly altName: string;
  /** undefined: whatever it is. */
  readonly mtu?: number | undefined;
  /** The primary IPv4 address first. */
  readonly addresses: readonly PlannedAddress[];
  readonly routes: readonly HostRoute[];
  readonly rules: readonly HostRule[];
  readonly table: number;
}

export interface PlannedAddress {
  readonly address: string;
  readonly prefixLength: number;
  /** A network manager gives some addresses the length of a single host: as good, since the routes are the agent's. */
  readonly hostLengthAllowed: boolean;
}

/** The router of every IPv6 subnet of a VPC. */
const ipv6Gateway = 'fe80:ec2::1';

/** What the kernel gives an IPv6 route that names no metric; IPv4 routes get 0. */
const ipv6DefaultMetric = 1024;

/**
 * The plan for the ENI's link as it is named now. IPv6 addresses are left out where the kernel does not do IPv6 on the
 * link: that is the administrator's choice, and the agent's business is IPv4 then. Throws AgentError `failed` when an
 * IPv4 address is not in its subnet.
 */
export function planNetwork(wish: NetworkWish, state: HostState, linkName: string): NetworkPlan {
  const table = routeTableOf(wish.eniId, wish.routeTable);
  const ipv4Cidr = parseCidr(wish.ipv4Cidr);
  const hasIpv6 = state.settings?.acceptRa !== undefined;
  const ipv6Cidrs = wish.ipv6Cidrs.map(parseCidr);
  const ipv6 = hasIpv6 ? wish.ipv6.map(canonicalIp) : [];
  const hostLengthAllowed = wish.interfaceConfig !== 'agent';
  const families = ipv6.length > 0 ? ([4, 6] as const) : ([4] as const);

  const ipv4 = wish.ipv4.map((address) => {
    if (!cidrContains(ipv4Cidr, address)) {
      throw new AgentError(
        'failed',
        `address ${address} of ${wish.eniId} is not in its subnet ${wish.ipv4Cidr}`,
      );
    }
    return { address, prefixLength: ipv4Cidr.prefixLength, hostLengthAllowed };
  });
  const cidrs = [
    ipv4Cidr,
    ...ipv6Cidrs.filter((cidr) => ipv6.some((address) => cidrContains(cidr, address))),
  ];

  return {
    link: linkName,
    altName: wish.eniId,
    mtu: wish.mtu ?? primaryMtu(state, linkName),
    addresses: [
      ...ipv4,
      ...ipv6.map((address) => ({
        address,
        prefixLength: ipv6PrefixLength(ipv6Cidrs, address),
        hostLengthAllowed,
      })),
    ],
    table,
    routes: [
      ...families.map((family) => guardRoute(family, table)),
      ...cidrs.map((cidr) => connectedRoute(cidr, linkName, table)),
      ...families.map((family): HostRoute => ({
        family,
        destination: 'default',
        gateway: family === 4 ? firstHost(ipv4Cidr) : ipv6Gateway,
        link: linkName,
        table,
        metric: family === 4 ? 0 : ipv6DefaultMetric,
      })),
    ],
    rules: [
      ...wish.ipv4.map((from): HostRule => ({ family: 4, priority: fromRulePriority, from, table })),
      ...ipv6.map((from): HostRule => ({ family: 6, priority: fromRulePriority, from, table })),
      // Packets to be forwarded still carry the client's address when they are routed: no `from` rule fits them.
      ...(wish.egress === 'eni'
        ? families.map((family): HostRule => ({
            family,
            priority: inboundRulePriority,
            inbound: linkName,
            table,
          }))
        : []),
    ],
  };
}

/** The link that the host reaches the world through, apart from the ENI's: best default route, IPv4 before IPv6. */
export function primaryLinkName(state: HostState, eniLink: string): string | undefined {
  return [...state.defaultRoutes]
    .filter((route) => route.link !== eniLink)
    .sort((a, b) => a.family - b.family || a.metric - b.metric)[0]?.link;
}

function primaryMtu(state: HostState, eniLink: string): number | undefined {
  const name = primaryLinkName(state, eniLink);
  return state.links.find((link) => link.name === name)?.mtu;
}

function connectedRoute(cidr: Cidr, link: string, table: number): HostRoute {
  const metric = cidr.family === 4 ? 0 : ipv6DefaultMetric;
  return { family: cidr.family, destination: formatCidr(cidr), link, table, metric };
}

/**
 * The last resort of the ENI's table. Without it a packet that comes in before the table is filled, or after the link
 * lost its routes, would leave through the primary, and connection tracking would keep its whole flow there, under the
 * wrong public address.
 */
function guardRoute(family: IpFamily, table: number): HostRoute {
  return { family, destination: 'default', table, metric: guardMetric, blackhole: true };
}

function ipv6PrefixLength(cidrs: readonly Cidr[], address: string): number {
  return cidrs.find((cidr) => cidrContains(cidr, address))?.prefixLength ?? addressBits(6);
}

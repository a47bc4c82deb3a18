import type { IpFamily } from './cidr.ts';

/** What the kernel shows of the host's network, reduced to what concerns one ENI. */
export interface HostState {
  /** The ENI's link; undefined when it is not here. */
  readonly link?: HostLink | undefined;
  /** Every link of the host, the ENI's included. */
  readonly links: readonly HostLink[];
  /** Default routes of table main, IPv4 and IPv6. */
  readonly defaultRoutes: readonly DefaultRoute[];
  /** Rules that carry the agent's protocol number. */
  readonly ownRules: readonly HostRule[];
  /** Routes of any table that carry the agent's protocol number. */
  readonly ownRoutes: readonly HostRoute[];
  /** Settings of the ENI's link; undefined without a link. */
  readonly settings?: LinkSettings | undefined;
}

export interface HostLink {
  readonly name: string;
  readonly ifindex: number;
  readonly mac: string;
  readonly up: boolean;
  /** False while the link is up but has no carrier. */
  readonly running: boolean;
  readonly mtu: number;
  readonly altNames: readonly string[];
  /** Addresses of global scope. */
  readonly addresses: readonly HostAddress[];
}

export interface HostAddress {
  readonly address: string;
  readonly prefixLength: number;
  /** Metric of the connected route that the kernel keeps for this address. */
  readonly metric?: number | undefined;
}

export interface DefaultRoute {
  readonly family: IpFamily;
  readonly link: string;
  readonly metric: number;
}

export interface HostRule {
  readonly family: IpFamily;
  readonly priority: number;
  /** Source address, or a block in CIDR notation. */
  readonly from?: string | undefined;
  /** Name of the link that packets come in through. */
  readonly inbound?: string | undefined;
  /** undefined: a rule that looks up no table. */
  readonly table?: number | undefined;
}

export interface HostRoute {
  readonly family: IpFamily;
  /** `default` or a CIDR block. */
  readonly destination: string;
  readonly gateway?: string | undefined;
  /** undefined: a route that names no single link. */
  readonly link?: string | undefined;
  readonly table: number;
  readonly metric: number;
  /** What takes this route is dropped. */
  readonly blackhole?: boolean | undefined;
}

/** Kernel settings of a link and what a link that arrives now would get. */
export interface LinkSettings {
  readonly rpFilter: number;
  readonly rpFilterDefault: number;
  /** undefined where the kernel has no IPv6, or it is disabled on this link. */
  readonly acceptRa?: number | undefined;
  readonly acceptRaDefault?: number | undefined;
}

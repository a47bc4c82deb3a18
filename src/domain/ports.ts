import type { Eni, EniFacts, Instance, Subnet } from './eni.ts';

/** Reads the ENI from EC2. */
export interface EniReader {
  /** The ENI as EC2 sees it now, or some seconds ago. Throws AgentError; `eni-not-found` when EC2 knows no such ENI. */
  describeEni(eniId: string): Promise<Eni>;
}

/**
 * Changes of an ENI. None is idempotent and none is retried inside: after an error the change may have happened all the
 * same, so the caller describes again. All throw AgentError.
 */
export interface EniMover {
  attach(request: AttachRequest): Promise<void>;
  detach(request: DetachRequest): Promise<void>;
  setSourceDestCheck(eniId: string, enabled: boolean): Promise<void>;
}

export interface AttachRequest {
  readonly eniId: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly networkCardIndex: number;
}

export interface DetachRequest {
  readonly eniId: string;
  readonly attachmentId: string;
  readonly force: boolean;
}

/** Reads what surrounds the ENI in EC2. All throw AgentError. */
export interface SurroundingsReader {
  describeInstance(instanceId: string): Promise<Instance>;
  describeSubnet(subnetId: string): Promise<Subnet>;
  /** How many ENIs network card 0 of this instance type holds, the primary included. */
  maximumInterfaces(instanceType: string): Promise<number>;
}

/** Asks EC2 with DryRun whether the credentials may make a call. */
export interface RightsProber {
  /** `denied` only on EC2's own word; anything else that goes wrong throws AgentError. */
  probeRight(right: Right, request: AttachRequest): Promise<'granted' | 'denied'>;
}

export const rights = [
  'DescribeNetworkInterfaces',
  'DescribeInstances',
  'DescribeSubnets',
  'AttachNetworkInterface',
  'DetachNetworkInterface',
  'ModifyNetworkInterfaceAttribute',
] as const;
export type Right = (typeof rights)[number];

/** Who this node is, from DMI, IMDS or a parameter. */
export interface Identity {
  /** Throws AgentError of kind `identity` when it cannot be told. */
  instanceId(): Promise<string>;
  /** ENI ids by MAC as IMDS lists them: stale both ways, never evidence of who holds an ENI. Throws AgentError. */
  eniIdsByMac(): Promise<ReadonlyMap<string, string>>;
}

/** A network link as the kernel shows it without asking any daemon or starting any process. */
export interface Link {
  readonly name: string;
  readonly ifindex: number;
  readonly mac: string;
  /** Administratively up. */
  readonly up: boolean;
  /** Up and with carrier. The addresses of a link that is not running cannot be seen: the list is empty. */
  readonly running: boolean;
  readonly mtu: number;
  /** IPv4 and IPv6 addresses without prefix length; link-local ones left out. */
  readonly addresses: readonly string[];
}

/** The kernel's links. A failed read throws AgentError of kind `host`; no link is `undefined` only on evidence. */
export interface Links {
  findByMac(mac: string): Promise<Link | undefined>;
  /** Links backed by a device (not veth, bridge, bond, tunnel, loopback). */
  hardwareLinks(): Promise<readonly Link[]>;
  /** Resolves at the next change of any link, or after `timeoutMs`, whichever is first. Never throws. */
  waitForChange(timeoutMs: number): Promise<void>;
}

/** What the host's network must look like for an ENI that is attached here. */
export interface NetworkWish {
  readonly eniId: string;
  readonly mac: string;
  /** Primary address first. */
  readonly ipv4: readonly string[];
  readonly ipv4Cidr: string;
  readonly ipv6: readonly string[];
  readonly ipv6Cidrs: readonly string[];
  /** Routing table; `auto` derives one from the ENI id. */
  readonly routeTable: number | 'auto';
  /** undefined: as the primary link has it. */
  readonly mtu?: number | undefined;
  /** `eni`: packets that come in through the ENI to be forwarded also leave through it. `system`: they follow main. */
  readonly egress: 'eni' | 'system';
  /** Who configures the link: see the parameter interface_config. */
  readonly interfaceConfig: InterfaceConfig;
}

export type InterfaceConfig = 'auto' | 'agent' | 'system' | 'none';

/** Configures the host's network. All throw AgentError (`host`, `not-installed`). */
export interface HostNetwork {
  /** Resolves when the tools that configuring needs are here and work. */
  checkTools(): Promise<void>;
  /** Tells that an inspection may follow within a second or two: what takes long of it begins, besides other work. */
  anticipate(): void;
  /** What is missing or different, one plain phrase each; empty = the link is fully configured. */
  inspect(wish: NetworkWish): Promise<readonly string[]>;
  /** Makes it so, idempotently; touches nothing of others. A link that vanishes meanwhile throws. */
  configure(wish: NetworkWish): Promise<void>;
  /** Removes all that is ours for this ENI: rules, routes and, where the link is still here, its addresses, and sets it down. */
  release(eni: ReleaseRequest): Promise<void>;
}

export interface ReleaseRequest {
  readonly eniId: string;
  /** undefined when never learned: only rules and routes can be found then. */
  readonly mac?: string | undefined;
  readonly routeTable: number | 'auto';
}

/** Immutable facts about ENIs, kept on disk across boots. */
export interface FactsCache {
  /** undefined: nothing (usable) is kept. A cache that is missing, foreign or corrupt is not an error. */
  read(eniId: string): Promise<EniFacts | undefined>;
  /** Never throws: a cache that cannot be written costs time only; the failure is logged. */
  write(facts: EniFacts): Promise<void>;
}

/** Addresses beyond the primary that the last start configured; forgotten at boot. */
export interface ConfiguredAddresses {
  /** undefined: not known on this boot. */
  read(eniId: string): Promise<readonly string[] | undefined>;
  write(eniId: string, addresses: readonly string[]): Promise<void>;
  forget(eniId: string): Promise<void>;
}

export interface Clock {
  /** Milliseconds since the process started, monotonic. */
  nowMs(): number;
  /** Resolves after `ms`; on abort it stays pending for ever and holds nothing. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A number in [0, 1): jitter is injected like time. */
export type Random = () => number;

/** What the agent says beside its exit code. Never given a secret. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** A change of state that an operator wants in syslog: attached, taken from, forced, released. */
  event(message: string): void;
}

import type { Cib, ClusterStatus } from './cluster.ts';
import type { Eni } from './eni.ts';
import type { HostState } from './host-state.ts';

/** A route of a VPC's route table that leads to an ENI. */
export interface RouteToEni {
  readonly routeTableId: string;
  /** A CIDR block, or the id of a prefix list. */
  readonly destination: string;
  /** EC2's word for it: a black hole while the ENI is not attached to a running instance. */
  readonly state: 'active' | 'blackhole';
  /** The subnets that use the table explicitly. */
  readonly subnetIds: readonly string[];
}

/** How an instance lets its guests ask the metadata service. */
export interface MetadataOptions {
  readonly enabled: boolean;
  /** Whether version 2 alone is answered. */
  readonly tokensRequired: boolean;
  readonly hopLimit: number;
}

/** What people ask EC2 beyond what the actions need. All throw AgentError. */
export interface VpcReader {
  routesTo(eniId: string): Promise<readonly RouteToEni[]>;
  interfacesOf(instanceId: string): Promise<readonly Eni[]>;
  metadataOptions(instanceId: string): Promise<MetadataOptions>;
  /** Region and endpoint in words. */
  place(): Promise<string>;
  /** Name or address of the host that answers for EC2. */
  endpointHost(): Promise<string>;
}

/** Reads the whole picture of the host's network that concerns one ENI. */
export interface HostReader {
  /** Throws AgentError `host` or `not-installed`. */
  hostState(eniId: string, mac: string | undefined): Promise<HostState>;
}

/** Reads what Pacemaker says. `undefined` where it is not installed; throws AgentError `host` where it does not answer. */
export interface ClusterReader {
  status(): Promise<ClusterStatus | undefined>;
  cib(): Promise<Cib | undefined>;
  /** Name of this node in the cluster. */
  localNode(): Promise<string | undefined>;
}

/** Reads settings of this machine that only doctor looks at. All throw AgentError `host`. */
export interface MachineReader {
  /** A number under /proc/sys; undefined where the kernel has no such setting. */
  sysctl(path: string): Promise<number | undefined>;
  /** Whether a rule of nftables or iptables translates source addresses. */
  translatesSources(): Promise<boolean>;
  /** Name of the link that packets to this host leave through. */
  linkTowards(host: string): Promise<string>;
  /** undefined where systemd-networkd does not run. */
  networkd(): Promise<NetworkdSettings | undefined>;
  /** The managers of the network that run here, and whether they were told to leave a link with this MAC alone. */
  managers(mac: string | undefined): Promise<readonly RunningManager[]>;
  /** Whose commands an admin of this node has; crmsh where both are installed, or none. */
  clusterShell(): Promise<'crmsh' | 'pcs'>;
}

export type ManagerName = 'systemd-networkd' | 'NetworkManager' | 'amazon-ec2-net-utils' | 'cloud-netconfig';

export interface RunningManager {
  readonly name: ManagerName;
  /** Its settings name the link as none of its business; known of NetworkManager alone. */
  readonly leavesAlone: boolean;
}

/** Whether systemd-networkd removes rules and routes that it did not make. */
export interface NetworkdSettings {
  readonly managesForeignRules: boolean;
  readonly managesForeignRoutes: boolean;
}

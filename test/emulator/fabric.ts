/**
 * What the emulator asks of the network under it. The EC2 state machine decides *when* (latencies, a guest that does
 * not acknowledge, Force); the fabric only makes it so. `NamespaceFabric` does it with veths, nftables and policy
 * routes between network namespaces; `NullFabric` does nothing, for tests that look at the API alone.
 */
export interface Fabric {
  /** The ENI's link appears in the instance's namespace, down and without address, with the ENI's MAC. */
  plug(port: PluggedPort): Promise<void>;
  /** The link vanishes from the instance at once, whatever the guest thinks of it. Gone already = success. */
  unplug(eniId: string): Promise<void>;
  /** Source/dest check as the VPC enforces it: on, it drops what is neither from nor to the interface's addresses. */
  setSourceDestCheck(eniId: string, enabled: boolean): Promise<void>;
  /** An instance stopped, or is running again: all its links are cut from, or joined to, the VPC. */
  setPower(instanceId: string, on: boolean): Promise<void>;
}

export interface PluggedPort {
  readonly eniId: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
}

/** The VPC as both halves see it when they start: plain data, readable from a JSON file. */
export interface World {
  readonly region: string;
  readonly accountId: string;
  readonly vpcId: string;
  readonly vpcCidr: string;
  readonly subnets: readonly WorldSubnet[];
  readonly routeTables: readonly WorldRouteTable[];
  readonly instances: readonly WorldInstance[];
  readonly enis: readonly WorldEni[];
}

export interface WorldSubnet {
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly cidr: string;
  readonly ipv6Cidr?: string;
}

export interface WorldRouteTable {
  readonly routeTableId: string;
  readonly subnetIds: readonly string[];
  /** `local` routes are implied. Target: an ENI id, or `igw-…`. */
  readonly routes: readonly { readonly destination: string; readonly target: string }[];
}

export interface WorldInstance {
  readonly instanceId: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  /** Name of its network namespace (`ip netns`); absent: the instance exists in the API only. */
  readonly netns?: string;
  /** The ENI at device index 0. */
  readonly primaryEniId: string;
  /** Name of the role whose credentials its IMDS serves; absent: no instance profile. */
  readonly role?: string;
}

export interface WorldEni {
  readonly eniId: string;
  readonly subnetId: string;
  readonly mac: string;
  /** The first one is the primary private address. */
  readonly ipv4: readonly string[];
  readonly ipv6?: readonly string[];
  /** An associated Elastic IP: one-to-one NAT at the internet gateway. */
  readonly publicIp?: string;
  readonly sourceDestCheck: boolean;
  readonly requesterManaged?: boolean;
  readonly operatorManaged?: boolean;
  /** Attached when the world starts. Device index 0 for an instance's primary ENI. */
  readonly attachedTo?: { readonly instanceId: string; readonly deviceIndex: number };
}

import type {
  MetadataOptions,
  NetworkdSettings,
  RouteToEni,
  RunningManager,
} from '../../domain/admin-ports.ts';
import type { Cib, CibResource } from '../../domain/cluster.ts';
import type { Eni, Instance } from '../../domain/eni.ts';
import type { HostState } from '../../domain/host-state.ts';
import type { Right } from '../../domain/ports.ts';
import type { OcfParameters } from '../../ocf/parameters.ts';
import type { Shell } from '../crm-config.ts';
import type { Reading } from '../reading.ts';

/** Everything the checks of doctor look at. The checks themselves ask nobody. */
export interface DoctorFacts {
  readonly parameters: OcfParameters;
  readonly nodeVersion: string;
  readonly tools: Reading<true>;
  readonly instanceId: Reading<string>;
  readonly eni: Reading<Eni>;
  /** This node's instance, its interfaces, and how it may ask the metadata service. */
  readonly self: Reading<Instance>;
  readonly interfaces: Reading<readonly Eni[]>;
  readonly metadata: Reading<MetadataOptions>;
  readonly maximumInterfaces: Reading<number>;
  readonly rights: Readonly<Record<Right, Reading<'granted' | 'denied'>>>;
  readonly routes: Reading<readonly RouteToEni[]>;
  /** Link that packets to EC2 leave through. */
  readonly linkToEc2: Reading<string>;
  readonly host: Reading<HostState>;
  /** What the ENI's link lacks; undefined where the ENI is not here. */
  readonly lacks: Reading<readonly string[] | undefined>;
  /** Kernel settings by their path under /proc/sys; undefined where the kernel has none. */
  readonly sysctls: Readonly<Record<SysctlName, Reading<number | undefined>>>;
  readonly primaryAcceptRa: Reading<number | undefined>;
  readonly translatesSources: Reading<boolean>;
  readonly networkd: Reading<NetworkdSettings | undefined>;
  readonly managers: Reading<readonly RunningManager[]>;
  /** undefined where there is no Pacemaker. */
  readonly cib: Reading<Cib | undefined>;
  /** Name of this node in the cluster; undefined where there is none. */
  readonly localNode: Reading<string | undefined>;
  /** In whose language fixes of the cluster are named. */
  readonly clusterShell: Shell;
  /** The resource of this ENI; undefined where the cluster has none. */
  readonly resource: CibResource | undefined;
}

export const sysctlPaths = {
  forward4: 'net/ipv4/ip_forward',
  forward6: 'net/ipv6/conf/all/forwarding',
  rpFilterAll: 'net/ipv4/conf/all/rp_filter',
  rpFilterDefault: 'net/ipv4/conf/default/rp_filter',
} as const;
export type SysctlName = keyof typeof sysctlPaths;

import * as type from './value-types.ts';
import type { Invalid, ValueType } from './value-types.ts';

/** One parameter of the resource. The table of them drives parsing, meta-data, help texts and documentation. */
export interface ParameterSpec<T = unknown> {
  /** In the cluster configuration; the environment calls it OCF_RESKEY_<name>. */
  readonly name: string;
  readonly type: ValueType<T>;
  /** What an absent or empty value means, as text that `type` can parse; empty = nothing. */
  readonly default: string;
  readonly required?: true;
  /** Pacemaker's hint that no two resources may share the value. */
  readonly uniqueGroup?: string;
  /** A change takes effect through reload-agent (or at the next action), without a restart of the resource. */
  readonly reloadable: boolean;
  readonly shortdesc: string;
  readonly longdesc: string;
}

function parameter<T>(spec: ParameterSpec<T>): ParameterSpec<T> {
  return spec;
}

/** All parameters in the order of documentation, by the name of the property that holds the parsed value. */
export const parameterTable = {
  eniId: parameter({
    name: 'eni_id',
    type: type.eniId,
    default: '',
    required: true,
    uniqueGroup: 'eni_id',
    reloadable: false,
    shortdesc: 'ENI id',
    longdesc: 'Id of the Elastic Network Interface that this resource keeps attached to one node.',
  }),
  region: parameter({
    name: 'region',
    type: type.optional(type.region),
    default: '',
    reloadable: true,
    shortdesc: 'AWS region',
    longdesc: `Region of the ENI. Without it: AWS_REGION, AWS_DEFAULT_REGION, the profile's region, then the region that
the instance metadata service tells.`,
  }),
  profile: parameter({
    name: 'profile',
    type: type.optional(type.profile),
    default: '',
    reloadable: true,
    shortdesc: 'AWS profile',
    longdesc: `Profile of the shared AWS configuration files to take credentials and region from. Without it: credentials from
the environment or, as usual on EC2, from the role of the instance. Profiles that need a person to sign in (SSO) cannot be used.`,
  }),
  roleArn: parameter({
    name: 'role_arn',
    type: type.optional(type.roleArn),
    default: '',
    reloadable: true,
    shortdesc: 'IAM role to assume',
    longdesc:
      'IAM role to assume through STS before calling EC2, for an ENI of another account, for example.',
  }),
  endpointUrl: parameter({
    name: 'endpoint_url',
    type: type.optional(type.endpointUrl),
    default: '',
    reloadable: true,
    shortdesc: 'URL of the EC2 API',
    longdesc: `URL of the EC2 API, such as that of a VPC endpoint without private DNS. Without it: AWS_ENDPOINT_URL_EC2,
AWS_ENDPOINT_URL, then the public endpoint of the region. It cannot be combined with FIPS or dual-stack endpoints.`,
  }),
  deviceIndex: parameter({
    name: 'device_index',
    type: type.autoOr(type.integer(1, 127)),
    default: 'auto',
    reloadable: true,
    shortdesc: 'Device index on the instance',
    longdesc: `Device index at which the ENI is attached, on network card 0. With auto it is the lowest free one. A change takes
effect at the next start.`,
  }),
  forceAfterMs: parameter({
    name: 'force_after',
    type: type.optional(type.duration(0, 3_600_000), 'auto'),
    default: 'auto',
    reloadable: true,
    shortdesc: 'Time before a detach is forced',
    longdesc: `How long an instance that runs may take to let go of the ENI before the detach is forced. With auto it is the smaller
of 20 s and 40 % of the time that the action has left.`,
  }),
  steal: parameter({
    name: 'steal',
    type: type.boolean,
    default: 'true',
    reloadable: true,
    shortdesc: 'Take the ENI from another instance',
    longdesc: `Whether start may take the ENI from another instance that holds it. Without it a start fails as long as somebody else
holds the ENI, so the ENI of a dead node has to be released by its fencing.`,
  }),
  stealFrom: parameter({
    name: 'steal_from',
    type: type.instanceIds,
    default: '',
    reloadable: true,
    shortdesc: 'Instances the ENI may be taken from',
    longdesc: `Ids of the instances that start may take the ENI from, separated by spaces or commas; usually those of the cluster's
nodes. Empty: any instance.`,
  }),
  egress: parameter({
    name: 'egress',
    type: type.oneOf('eni', 'system'),
    default: 'eni',
    reloadable: false,
    shortdesc: 'Way out of forwarded packets',
    longdesc: `Where packets leave that came in through the ENI to be forwarded. eni: through the ENI again, so that they carry its
Elastic IP (a one-armed NAT node). system: as the main routing table says, usually through the primary interface (a two-armed
NAT node, with the ENI in a private subnet).`,
  }),
  interfaceConfig: parameter({
    name: 'interface_config',
    type: type.oneOf('auto', 'agent', 'system', 'none'),
    default: 'auto',
    reloadable: false,
    shortdesc: 'Who configures the interface',
    longdesc: `Who sets up the network interface on the node. auto: where systemd-networkd, NetworkManager, amazon-ec2-net-utils or
cloud-netconfig manages it, the agent waits for their work, verifies it and adds what is missing; elsewhere the agent does it.
agent: the agent always does it. system: the agent only waits and verifies. none: the agent looks at nothing but the link.`,
  }),
  routeTable: parameter({
    name: 'route_table',
    type: type.autoOr(type.integer(1, 4_294_967_295, [253, 254, 255])),
    default: 'auto',
    reloadable: false,
    shortdesc: 'Routing table of the ENI',
    longdesc: `Number of the routing table that the agent fills for traffic of the ENI. With auto it is derived from the ENI id. Two
ENIs on one node need different tables.`,
  }),
  mtu: parameter({
    name: 'mtu',
    type: type.optional(type.integer(576, 9216), 'auto'),
    default: 'auto',
    reloadable: true,
    shortdesc: 'MTU of the interface',
    longdesc: 'MTU of the ENI on the node, in bytes. With auto it is that of the primary interface.',
  }),
  sourceDestCheck: parameter({
    name: 'source_dest_check',
    type: type.oneOf('keep', 'disabled', 'enabled'),
    default: 'keep',
    reloadable: true,
    shortdesc: "The ENI's source/destination check",
    longdesc: `Whether start sets the source/destination check of the ENI. A NAT node or router needs it disabled. keep: it is left
as it is, which needs no right to modify the ENI; the setting travels with the ENI.`,
  }),
  apiTimeoutMs: parameter({
    name: 'api_timeout',
    type: type.duration(100, 300_000),
    default: '5s',
    reloadable: true,
    shortdesc: 'Time limit of one API call',
    longdesc: 'How long one call of the EC2 API may take before it counts as failed and may be tried again.',
  }),
  logLevel: parameter({
    name: 'log_level',
    type: type.oneOf('error', 'warn', 'info', 'debug'),
    default: 'warn',
    reloadable: true,
    shortdesc: 'Verbosity',
    longdesc: 'Least severity of what is written to standard error, which ends up in the log of Pacemaker.',
  }),
  instanceId: parameter({
    name: 'instance_id',
    type: type.optional(type.instanceId),
    default: '',
    reloadable: false,
    shortdesc: 'Instance id of this node (manual use only)',
    longdesc: `Id of the instance this node is. Only for manual use outside EC2: parameters are the same on all nodes of a cluster,
so leave it unset there; every node finds out by itself.`,
  }),
};

type Table = typeof parameterTable;
export type ParameterKey = keyof Table;
export type ValueOf<P> = P extends ParameterSpec<infer T> ? Exclude<T, Invalid> : never;

/** The parsed values; durations in milliseconds. */
export type OcfParameters = { readonly [K in ParameterKey]: ValueOf<Table[K]> };

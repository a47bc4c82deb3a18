import type { World, WorldEni, WorldInstance, WorldRouteTable, WorldSubnet } from '../emulator/fabric.ts';

/** The cast of every lab: who is who in the worlds made here. */
export const cast = {
  nodeA: 'i-0aaaaaaaaaaaaaaa1',
  nodeB: 'i-0bbbbbbbbbbbbbbb2',
  nodeC: 'i-0cccccccccccccccc',
  client: 'i-0ddddddddddddddd4',
  eni: 'eni-0123456789abcdef0',
  eniMac: '06:01:23:45:67:89',
  eniPublicIp: '198.51.100.50',
  publicSubnet: 'subnet-0aaaaaaaaaaaaaaa0',
  privateSubnet: 'subnet-0bbbbbbbbbbbbbbb0',
  role: 'eni-agent-node',
} as const;

export interface TopologyOptions {
  /** Prefix of the names of the namespaces (`newLabName`). */
  readonly lab: string;
  /** A third cluster node, in the nodes' subnet. */
  readonly thirdNode?: boolean;
  /** The ENI has secondary addresses, too. */
  readonly secondaryAddresses?: boolean;
  /** Both subnets and everything in them have IPv6 as well. */
  readonly ipv6?: boolean;
}

/**
 * Clients of a private subnet come in *and* go out through the ENI, which is in the public subnet and has the Elastic
 * IP: the internet sees one public address whichever node holds it. The nodes' primaries share the ENI's subnet.
 */
export function oneArmed(options: TopologyOptions): World {
  const addresses = ['10.0.1.50', ...(options.secondaryAddresses === true ? ['10.0.1.51', '10.0.1.52'] : [])];
  return world(options, {
    ...floatingEni(options, cast.publicSubnet, addresses, '2001:db8:0:1::50'),
    publicIp: cast.eniPublicIp,
  });
}

/**
 * Clients come in through the ENI, which shares their private subnet, and go out through the primary of the node that
 * holds it: the public address changes with the node.
 */
export function twoArmed(options: TopologyOptions): World {
  const addresses = ['10.0.2.50', ...(options.secondaryAddresses === true ? ['10.0.2.51', '10.0.2.52'] : [])];
  return world(options, floatingEni(options, cast.privateSubnet, addresses, '2001:db8:0:2::50'));
}

function world(options: TopologyOptions, eni: WorldEni): World {
  const nodes: [id: string, name: string, host: number][] = [
    [cast.nodeA, 'a', 11],
    [cast.nodeB, 'b', 12],
    ...(options.thirdNode === true ? [[cast.nodeC, 'c', 13] satisfies [string, string, number]] : []),
  ];
  const client = instance(options, cast.client, 'client', 20);
  return {
    region: 'eu-west-1',
    accountId: '123456789012',
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidr: '10.0.0.0/16',
    subnets: [subnet(options, cast.publicSubnet, 1), subnet(options, cast.privateSubnet, 2)],
    routeTables: routeTables(options),
    instances: [
      ...nodes.map(([id, name, host]) => ({ ...instance(options, id, name, host), role: cast.role })),
      client,
    ],
    enis: [
      ...nodes.map(([id, , host]) => ({
        ...primaryEni(options, id, cast.publicSubnet, 1, host),
        publicIp: `198.51.100.${host}`,
      })),
      primaryEni(options, cast.client, cast.privateSubnet, 2, 20),
      eni,
    ],
  };
}

function floatingEni(options: TopologyOptions, subnetId: string, ipv4: string[], ipv6: string): WorldEni {
  return {
    eniId: cast.eni,
    subnetId,
    mac: cast.eniMac,
    ipv4,
    ...(options.ipv6 === true ? { ipv6: [ipv6] } : {}),
    sourceDestCheck: false,
  };
}

function primaryEni(
  options: TopologyOptions,
  id: string,
  subnetId: string,
  net: number,
  host: number,
): WorldEni {
  return {
    eniId: primaryEniId(host),
    subnetId,
    mac: `06:00:00:00:0${net}:${host}`,
    ipv4: [`10.0.${net}.${host}`],
    ...(options.ipv6 === true ? { ipv6: [`2001:db8:0:${net}::${host}`] } : {}),
    sourceDestCheck: true,
    attachedTo: { instanceId: id, deviceIndex: 0 },
  };
}

function instance(options: TopologyOptions, instanceId: string, name: string, host: number): WorldInstance {
  return {
    instanceId,
    instanceType: 't3.micro',
    availabilityZone: 'eu-west-1a',
    netns: `${options.lab}-${name}`,
    primaryEniId: primaryEniId(host),
  };
}

function subnet(options: TopologyOptions, subnetId: string, net: number): WorldSubnet {
  return {
    subnetId,
    availabilityZone: 'eu-west-1a',
    cidr: `10.0.${net}.0/24`,
    ...(options.ipv6 === true ? { ipv6Cidr: `2001:db8:0:${net}::/64` } : {}),
  };
}

function routeTables(options: TopologyOptions): WorldRouteTable[] {
  const defaultRoutes = (target: string): { destination: string; target: string }[] => [
    { destination: '0.0.0.0/0', target },
    ...(options.ipv6 === true ? [{ destination: '::/0', target }] : []),
  ];
  return [
    {
      routeTableId: 'rtb-0aaaaaaaaaaaaaaa0',
      subnetIds: [cast.publicSubnet],
      routes: defaultRoutes('igw-0123456789abcdef0'),
    },
    {
      routeTableId: 'rtb-0bbbbbbbbbbbbbbb0',
      subnetIds: [cast.privateSubnet],
      routes: defaultRoutes(cast.eni),
    },
  ];
}

function primaryEniId(host: number): string {
  return `eni-0000000000000${String(host).padStart(4, '0')}`;
}

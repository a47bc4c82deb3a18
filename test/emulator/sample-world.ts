import type { World } from './fabric.ts';

export const nodeA = 'i-0aaaaaaaaaaaaaaa1';
export const nodeB = 'i-0bbbbbbbbbbbbbbb2';
/** The ENI that moves between the nodes; unattached when the world starts. */
export const floatingEni = 'eni-0123456789abcdef0';
export const primaryEniA = 'eni-0aaaaaaaaaaaaaaa1';
export const primaryEniB = 'eni-0bbbbbbbbbbbbbbb2';
export const publicSubnet = 'subnet-0aaaaaaaaaaaaaaa1';
export const privateSubnet = 'subnet-0bbbbbbbbbbbbbbb2';

/** Two NAT nodes in one zone, with the ENI in the public subnet, or elsewhere as `overrides` say. */
export function sampleWorld(overrides: Partial<World> = {}): World {
  return {
    region: 'eu-west-1',
    accountId: '123456789012',
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidr: '10.0.0.0/16',
    subnets: [
      { subnetId: publicSubnet, availabilityZone: 'eu-west-1a', cidr: '10.0.1.0/24' },
      { subnetId: privateSubnet, availabilityZone: 'eu-west-1a', cidr: '10.0.2.0/24' },
    ],
    routeTables: [
      {
        routeTableId: 'rtb-0aaaaaaaaaaaaaaa1',
        subnetIds: [publicSubnet],
        routes: [{ destination: '0.0.0.0/0', target: 'igw-0123456789abcdef0' }],
      },
      {
        routeTableId: 'rtb-0bbbbbbbbbbbbbbb2',
        subnetIds: [privateSubnet],
        routes: [{ destination: '0.0.0.0/0', target: floatingEni }],
      },
    ],
    instances: [sampleInstance(nodeA, primaryEniA), sampleInstance(nodeB, primaryEniB)],
    enis: [
      {
        eniId: primaryEniA,
        subnetId: publicSubnet,
        mac: '06:00:00:00:01:0a',
        ipv4: ['10.0.1.10'],
        publicIp: '203.0.113.10',
        sourceDestCheck: true,
        attachedTo: { instanceId: nodeA, deviceIndex: 0 },
      },
      {
        eniId: primaryEniB,
        subnetId: publicSubnet,
        mac: '06:00:00:00:01:0b',
        ipv4: ['10.0.1.11'],
        publicIp: '203.0.113.11',
        sourceDestCheck: true,
        attachedTo: { instanceId: nodeB, deviceIndex: 0 },
      },
      sampleFloatingEni(),
    ],
    ...overrides,
  };
}

export function sampleInstance(instanceId: string, primaryEniId: string): World['instances'][number] {
  return {
    instanceId,
    instanceType: 't3.micro',
    availabilityZone: 'eu-west-1a',
    primaryEniId,
    role: 'nat-node',
  };
}

export function sampleFloatingEni(overrides: Partial<World['enis'][number]> = {}): World['enis'][number] {
  return {
    eniId: floatingEni,
    subnetId: publicSubnet,
    mac: '06:00:00:00:01:64',
    ipv4: ['10.0.1.100'],
    publicIp: '203.0.113.100',
    sourceDestCheck: false,
    ...overrides,
  };
}

import type { World, WorldEni, WorldInstance, WorldSubnet } from '../fabric.ts';
import { gatewayOf, isInside, isIpv6Destination } from './cidr.ts';

/** Where the internet host lives, and the VPC's interface endpoint for the EC2 API. */
export const internetHost = { ipv4: '203.0.113.10', ipv6: '2001:db8:ffff::10' } as const;
export const endpointAddressIn = (world: World): string => {
  const [first, second] = world.vpcCidr.split('.');
  return `${first ?? ''}.${second ?? ''}.255.10`;
};

/** The MTU inside a VPC, and beyond its internet gateway. */
export const vpcMtu = 9001;
export const internetMtu = 1500;

/** The place of an ENI in the fabric: a veth whose outer end is called `port`, there only while it is plugged. */
export interface PlannedPort {
  readonly port: string;
  readonly eni: WorldEni;
  readonly subnet: WorldSubnet;
  readonly gateway: string;
  /** Routing table that packets *from* this port are looked up in, after the VPC's own addresses. */
  readonly table: number;
}

/** A route of a subnet's route table, by what it leads to. */
export interface PlannedRoute {
  readonly table: number;
  readonly destination: string;
  readonly family: 4 | 6;
  /** Absent: the internet gateway. */
  readonly eniId?: string;
}

export interface FabricPlan {
  readonly world: World;
  readonly ports: ReadonlyMap<string, PlannedPort>;
  readonly instances: ReadonlyMap<string, WorldInstance>;
  readonly routes: readonly PlannedRoute[];
  readonly tables: readonly number[];
  readonly hasIpv6: boolean;
}

const firstTable = 100;

/**
 * Lays out the network of a world. Throws where a world is not one that the fabric can build: an ENI in an unknown
 * subnet, a route inside the VPC's own block (only `local` is supported there), an unknown target.
 */
export function planFabric(world: World): FabricPlan {
  const tableOf = new Map(
    world.routeTables.flatMap((routeTable, index) =>
      routeTable.subnetIds.map((subnetId) => [subnetId, firstTable + index] as const),
    ),
  );
  const subnets = new Map(world.subnets.map((subnet) => [subnet.subnetId, subnet]));
  const ports = new Map(
    world.enis.map((eni, index): [string, PlannedPort] => {
      const subnet = subnets.get(eni.subnetId);
      if (subnet === undefined)
        throw new Error(`${eni.eniId} is in ${eni.subnetId}, which the world does not have`);
      // A subnet without a route table of its own reaches the VPC alone: table 99 stays empty.
      const table = tableOf.get(eni.subnetId) ?? firstTable - 1;
      return [eni.eniId, { port: `port${index}`, eni, subnet, gateway: gatewayOf(subnet.cidr), table }];
    }),
  );
  return {
    world,
    ports,
    instances: new Map(world.instances.map((instance) => [instance.instanceId, instance])),
    routes: world.routeTables.flatMap((routeTable, index) =>
      routeTable.routes.map(({ destination, target }) =>
        planRoute(world, ports, firstTable + index, destination, target),
      ),
    ),
    tables: [firstTable - 1, ...world.routeTables.map((_, index) => firstTable + index)],
    hasIpv6: world.subnets.some((subnet) => subnet.ipv6Cidr !== undefined),
  };
}

function planRoute(
  world: World,
  ports: ReadonlyMap<string, PlannedPort>,
  table: number,
  destination: string,
  target: string,
): PlannedRoute {
  const family = isIpv6Destination(destination) ? 6 : 4;
  if (family === 4 && isInside(destination, world.vpcCidr)) {
    throw new Error(`a route to ${destination} inside the VPC's ${world.vpcCidr} is not supported`);
  }
  if (target.startsWith('igw-')) return { table, destination, family };
  const eni = ports.get(target)?.eni;
  if (eni === undefined) {
    throw new Error(`the route to ${destination} leads to ${target}, which the world does not have`);
  }
  if (family === 6 && eni.ipv6?.[0] === undefined) {
    throw new Error(`the route to ${destination} leads to ${target}, which has no IPv6 address`);
  }
  return { table, destination, family, eniId: target };
}

import { CloudError } from '../model/cloud-error.ts';
import type { Cloud } from '../model/cloud.ts';
import type { RouteTableRecord } from '../model/entities.ts';
import { defineAction, selectById } from '../wire/action.ts';
import { filters, index, list, required, routeTableId, text } from '../wire/fields.ts';
import { applyFilters } from '../wire/filters.ts';
import { page } from '../wire/paging.ts';
import type { XmlBody } from '../wire/xml.ts';

export const describeRouteTables = defineAction({
  name: 'DescribeRouteTables',
  throttle: 'describe',
  parameters: {
    RouteTableId: list(required(routeTableId)),
    Filter: filters,
    MaxResults: index,
    NextToken: text,
  },
  run(input, { cloud, asOfMs, ourRegion }) {
    const all = ourRegion ? cloud.routeTables.list(asOfMs) : [];
    const selected = selectById(all, input.RouteTableId, (table) => table.routeTableId, routeTableNotFound);
    const matching = applyFilters(selected, input.Filter, {
      'route-table-id': (table) => [table.routeTableId],
      'vpc-id': () => [cloud.world.vpcId],
      'association.subnet-id': (table) => table.subnetIds,
      'route.destination-cidr-block': (table) => table.routes.map((route) => route.destination),
      'route.gateway-id': (table) => table.routes.map((route) => route.target),
      'route.network-interface-id': (table) => table.routes.map((route) => route.target),
    });
    const { items, nextToken } = page(matching, { maxResults: input.MaxResults, nextToken: input.NextToken });
    return { routeTableSet: items.map((table) => renderTable(cloud, table, asOfMs)), nextToken };
  },
});

export function routeTableNotFound(missing: readonly string[]): CloudError {
  return new CloudError(
    'InvalidRouteTableID.NotFound',
    `The routeTable ID '${missing.join(', ')}' does not exist`,
  );
}

function renderTable(cloud: Cloud, table: RouteTableRecord, asOfMs: number): XmlBody {
  const local = {
    destinationCidrBlock: cloud.world.vpcCidr,
    gatewayId: 'local',
    state: 'active',
    origin: 'CreateRouteTable',
  };
  return {
    routeTableId: table.routeTableId,
    vpcId: cloud.world.vpcId,
    ownerId: cloud.world.accountId,
    routeSet: [local, ...table.routes.map((route) => renderRoute(cloud, route, asOfMs))],
    associationSet: table.subnetIds.map((subnetId) => ({
      routeTableAssociationId: subnetId.replace('subnet-', 'rtbassoc-'),
      routeTableId: table.routeTableId,
      subnetId,
      main: false,
      associationState: { state: 'associated' },
    })),
    propagatingVgwSet: [],
    tagSet: [],
  };
}

/** A route to an ENI is a black hole while that ENI is not attached to a running instance. */
function renderRoute(cloud: Cloud, route: RouteTableRecord['routes'][number], asOfMs: number): XmlBody {
  const { destination, target } = route;
  const family = destination.includes(':') ? 'destinationIpv6CidrBlock' : 'destinationCidrBlock';
  const base = { [family]: destination, origin: 'CreateRoute' };
  if (!target.startsWith('eni-')) return { ...base, gatewayId: target, state: 'active' };
  const attachment = cloud.enis.get(target, asOfMs)?.attachment;
  const holder = attachment && cloud.instances.get(attachment.instanceId, asOfMs);
  return {
    ...base,
    networkInterfaceId: target,
    instanceId: holder?.instanceId,
    instanceOwnerId: holder && cloud.world.accountId,
    state: holder?.state === 'running' ? 'active' : 'blackhole',
  };
}

import {
  DescribeRouteTablesCommand,
  type EC2Client,
  type Instance,
  type Route,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import type { MetadataOptions, RouteToEni } from '../../domain/admin-ports.ts';
import { AgentError } from '../../domain/errors.ts';

/** All pages of the route tables that have a route to the ENI. */
export async function routesTo(client: EC2Client, eniId: string): Promise<readonly RouteToEni[]> {
  const routes: RouteToEni[] = [];
  let NextToken: string | undefined;
  do {
    const Filters = [{ Name: 'route.network-interface-id', Values: [eniId] }];
    const answer = await client.send(new DescribeRouteTablesCommand({ Filters, NextToken }));
    routes.push(...(answer.RouteTables ?? []).flatMap((table) => routesOf(table, eniId)));
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  return routes;
}

/** How the instance lets its guests ask the metadata service. Throws AgentError where EC2 does not say. */
export function metadataOptionsOf(instance: Instance): MetadataOptions {
  const { HttpEndpoint, HttpTokens, HttpPutResponseHopLimit: hopLimit } = instance.MetadataOptions ?? {};
  if (HttpEndpoint === undefined || HttpTokens === undefined || hopLimit === undefined) {
    throw new AgentError('transient', "EC2's answer lacks MetadataOptions");
  }
  return { enabled: HttpEndpoint === 'enabled', tokensRequired: HttpTokens === 'required', hopLimit };
}

function routesOf(table: RouteTable, eniId: string): RouteToEni[] {
  const routeTableId = table.RouteTableId ?? '';
  const subnetIds = (table.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);
  return (table.Routes ?? [])
    .filter(({ NetworkInterfaceId }) => NetworkInterfaceId === eniId)
    .map((route) => ({ routeTableId, destination: destinationOf(route), state: stateOf(route), subnetIds }));
}

function destinationOf(route: Route): string {
  return route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? '';
}

function stateOf({ State }: Route): RouteToEni['state'] {
  if (State === 'active' || State === 'blackhole') return State;
  throw new AgentError('transient', `EC2's answer has a route in an unknown state: ${State ?? 'none'}`);
}

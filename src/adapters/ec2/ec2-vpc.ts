import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  type Route,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import type { RouteToEni, VpcReader } from '../../domain/admin-ports.ts';
import { AgentError } from '../../domain/errors.ts';
import type { Connection, Ec2Connector } from './ec2-connector.ts';
import { toAgentError } from './to-agent-error.ts';
import { only, toEni } from './to-domain.ts';

/** What status and doctor ask EC2 beside the actions; each a call, or a few pages of one, sent once. */
export function createEc2Vpc(connector: Ec2Connector): VpcReader {
  async function call<T>(action: string, send: (client: Connection['client']) => Promise<T>): Promise<T> {
    let place = 'nowhere yet';
    try {
      const connection = await connector.connect();
      place = connection.place;
      return await send(connection.client);
    } catch (error) {
      throw toAgentError(error, { action, place });
    }
  }

  return {
    routesTo: (eniId) =>
      call('DescribeRouteTables', async (client) => {
        const routes: RouteToEni[] = [];
        let NextToken: string | undefined;
        do {
          const Filters = [{ Name: 'route.network-interface-id', Values: [eniId] }];
          const answer = await client.send(new DescribeRouteTablesCommand({ Filters, NextToken }));
          routes.push(...(answer.RouteTables ?? []).flatMap((table) => routesOf(table, eniId)));
          NextToken = answer.NextToken;
        } while (NextToken !== undefined);
        return routes;
      }),

    interfacesOf: (instanceId) =>
      call('DescribeNetworkInterfaces', async (client) => {
        const Filters = [{ Name: 'attachment.instance-id', Values: [instanceId] }];
        const answer = await client.send(new DescribeNetworkInterfacesCommand({ Filters }));
        return (answer.NetworkInterfaces ?? []).map(toEni);
      }),

    metadataOptions: (instanceId) =>
      call('DescribeInstances', async (client) => {
        const answer = await client.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
        const instance = only(only(answer.Reservations, 'the reservation').Instances, 'the instance');
        const {
          HttpEndpoint,
          HttpTokens,
          HttpPutResponseHopLimit: hopLimit,
        } = instance.MetadataOptions ?? {};
        if (HttpEndpoint === undefined || HttpTokens === undefined || hopLimit === undefined) {
          throw new AgentError('transient', "EC2's answer lacks MetadataOptions");
        }
        return { enabled: HttpEndpoint === 'enabled', tokensRequired: HttpTokens === 'required', hopLimit };
      }),

    place: () => call('the region', () => connector.connect().then(({ place }) => place)),

    endpointHost: () =>
      call('the endpoint', async (client) => {
        const custom = / at (https?:\/\/\S+)$/.exec((await connector.connect()).place)?.[1];
        if (custom !== undefined) return new URL(custom).hostname.replace(/^\[|\]$/g, '');
        const region = await client.config.region();
        return `ec2.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
      }),
  };
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

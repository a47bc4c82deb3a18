import { CloudError, refuse } from '../model/cloud-error.ts';
import { defineAction } from '../wire/action.ts';
import { eniId, required, routeTableId, text } from '../wire/fields.ts';
import { routeTableNotFound } from './describe-route-tables.ts';

/** Targets known here: an ENI or a gateway. The network under the emulator keeps the routes it began with. */
export const replaceRoute = defineAction({
  name: 'ReplaceRoute',
  throttle: 'mutate',
  parameters: {
    RouteTableId: required(routeTableId),
    DestinationCidrBlock: required(text),
    NetworkInterfaceId: eniId,
    GatewayId: text,
  },
  run(input, { cloud, ourRegion }) {
    const table = ourRegion ? cloud.routeTables.get(input.RouteTableId) : undefined;
    if (!table) throw routeTableNotFound([input.RouteTableId]);
    const target = input.NetworkInterfaceId ?? input.GatewayId;
    if (target === undefined) throw refuse.missing('NetworkInterfaceId');
    if (input.NetworkInterfaceId !== undefined) cloud.eni(input.NetworkInterfaceId);
    const destination = input.DestinationCidrBlock;
    if (!table.routes.some((route) => route.destination === destination))
      throw new CloudError(
        'InvalidParameterValue',
        `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`,
      );
    const routes = table.routes.map((route) =>
      route.destination === destination ? { destination, target } : route,
    );
    cloud.routeTables.set(table.routeTableId, { ...table, routes });
    return { return: true };
  },
});

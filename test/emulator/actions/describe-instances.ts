import { refuse } from '../model/cloud-error.ts';
import type { Cloud } from '../model/cloud.ts';
import type { InstanceRecord } from '../model/entities.ts';
import { defineAction, selectById } from '../wire/action.ts';
import { filters, index, instanceId, list, required, text } from '../wire/fields.ts';
import { applyFilters, type FilterTable } from '../wire/filters.ts';
import { page } from '../wire/paging.ts';
import { renderInstance } from './render-instance.ts';

export const describeInstances = defineAction({
  name: 'DescribeInstances',
  throttle: 'describe',
  parameters: { InstanceId: list(required(instanceId)), Filter: filters, MaxResults: index, NextToken: text },
  run(input, { cloud, asOfMs, ourRegion }) {
    if (input.InstanceId.length > 0 && input.MaxResults !== undefined)
      throw refuse.combination('The parameter instancesSet cannot be used with the parameter maxResults');
    const all = ourRegion ? cloud.instances.list(asOfMs) : [];
    const selected = selectById(all, input.InstanceId, (it) => it.instanceId, refuse.instanceNotFound);
    const matching = applyFilters(selected, input.Filter, filterTable(cloud, asOfMs));
    const { items, nextToken } = page(matching, { maxResults: input.MaxResults, nextToken: input.NextToken });
    const reservationSet = items.map((instance) => ({
      reservationId: instance.instanceId.replace(/^i-/, 'r-'),
      ownerId: cloud.world.accountId,
      groupSet: [],
      instancesSet: [renderInstance(cloud, instance, asOfMs)],
    }));
    return { reservationSet, nextToken };
  },
});

function filterTable(cloud: Cloud, asOfMs: number): FilterTable<InstanceRecord> {
  const enisOf = (it: InstanceRecord): ReturnType<Cloud['heldBy']> => cloud.heldBy(it.instanceId, asOfMs);
  return {
    'instance-id': (it) => [it.instanceId],
    'instance-state-name': (it) => [it.state],
    'instance-type': (it) => [it.instanceType],
    'availability-zone': (it) => [it.availabilityZone],
    'network-interface.network-interface-id': (it) => enisOf(it).map((eni) => eni.eniId),
    'network-interface.addresses.private-ip-address': (it) =>
      enisOf(it).flatMap((eni) => eni.addresses.map((address) => address.address)),
    'private-ip-address': (it) => [cloud.enis.get(it.primaryEniId, asOfMs)?.addresses[0]?.address],
    'vpc-id': () => [cloud.world.vpcId],
  };
}

import { CloudError } from '../model/cloud-error.ts';
import { listElastics } from '../model/addresses.ts';
import { defineAction, selectById } from '../wire/action.ts';
import { filters, list, required, text } from '../wire/fields.ts';
import { applyFilters } from '../wire/filters.ts';

export const describeAddresses = defineAction({
  name: 'DescribeAddresses',
  throttle: 'describe',
  parameters: { AllocationId: list(required(text)), PublicIp: list(required(text)), Filter: filters },
  run(input, { cloud, asOfMs, ourRegion }) {
    const holderOf = (eniId: string | undefined): string | undefined =>
      eniId === undefined ? undefined : cloud.enis.get(eniId, asOfMs)?.attachment?.instanceId;
    const all = ourRegion ? listElastics(cloud, asOfMs) : [];
    const byAllocation = selectById(
      all,
      input.AllocationId,
      (it) => it.elastic.allocationId,
      (ids) =>
        new CloudError(
          'InvalidAllocationID.NotFound',
          `The allocation ID '${ids.join(', ')}' does not exist`,
        ),
    );
    const byAddress = selectById(
      byAllocation,
      input.PublicIp,
      (it) => it.elastic.publicIp,
      (ids) => new CloudError('InvalidAddress.NotFound', `Address '${ids.join(', ')}' not found.`),
    );
    const found = applyFilters(byAddress, input.Filter, {
      'allocation-id': (it) => [it.elastic.allocationId],
      'association-id': (it) => [it.eniId === undefined ? undefined : it.elastic.associationId],
      'public-ip': (it) => [it.elastic.publicIp],
      'private-ip-address': (it) => [it.privateIp],
      'network-interface-id': (it) => [it.eniId],
      'instance-id': (it) => [holderOf(it.eniId)],
      domain: () => ['vpc'],
    });
    return {
      addressesSet: found.map(({ elastic, eniId, privateIp }) => ({
        publicIp: elastic.publicIp,
        allocationId: elastic.allocationId,
        domain: 'vpc',
        instanceId: holderOf(eniId),
        associationId: eniId === undefined ? undefined : elastic.associationId,
        networkInterfaceId: eniId,
        networkInterfaceOwnerId: eniId === undefined ? undefined : cloud.world.accountId,
        privateIpAddress: privateIp,
        publicIpv4Pool: 'amazon',
        networkBorderGroup: cloud.world.region,
      })),
    };
  },
});

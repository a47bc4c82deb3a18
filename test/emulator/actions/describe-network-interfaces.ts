import { refuse } from '../model/cloud-error.ts';
import type { Cloud } from '../model/cloud.ts';
import type { EniRecord } from '../model/entities.ts';
import { defineAction, selectById } from '../wire/action.ts';
import { eniId, filters, index, list, required, text } from '../wire/fields.ts';
import { applyFilters, type FilterTable } from '../wire/filters.ts';
import { page } from '../wire/paging.ts';
import { eniStatus, renderEni } from './render-eni.ts';

export const describeNetworkInterfaces = defineAction({
  name: 'DescribeNetworkInterfaces',
  throttle: 'describe',
  parameters: {
    NetworkInterfaceId: list(required(eniId)),
    Filter: filters,
    MaxResults: index,
    NextToken: text,
  },
  run(input, { cloud, asOfMs, ourRegion }) {
    if (input.NetworkInterfaceId.length > 0 && input.MaxResults !== undefined)
      throw refuse.combination(
        'The parameter networkInterfaceSet cannot be used with the parameter maxResults',
      );
    const all = ourRegion ? cloud.enis.list(asOfMs) : [];
    const selected = selectById(all, input.NetworkInterfaceId, (eni) => eni.eniId, refuse.eniNotFound);
    const matching = applyFilters(selected, input.Filter, filterTable(cloud));
    const { items, nextToken } = page(matching, { maxResults: input.MaxResults, nextToken: input.NextToken });
    return { networkInterfaceSet: items.map((eni) => renderEni(cloud, eni)), nextToken };
  },
});

function filterTable(cloud: Cloud): FilterTable<EniRecord> {
  return {
    'network-interface-id': (eni) => [eni.eniId],
    'addresses.private-ip-address': (eni) => eni.addresses.map((it) => it.address),
    'addresses.association.public-ip': (eni) => eni.addresses.map((it) => it.elastic?.publicIp),
    'private-ip-address': (eni) => [eni.addresses[0]?.address],
    'association.public-ip': (eni) => [eni.addresses[0]?.elastic?.publicIp],
    'attachment.instance-id': (eni) => [eni.attachment?.instanceId],
    'attachment.attachment-id': (eni) => [eni.attachment?.attachmentId],
    'attachment.status': (eni) => [eni.attachment?.status],
    'attachment.device-index': (eni) => [eni.attachment?.deviceIndex.toString()],
    'availability-zone': (eni) => [cloud.zoneOf(eni)],
    'mac-address': (eni) => [eni.mac],
    'subnet-id': (eni) => [eni.subnetId],
    'vpc-id': () => [cloud.world.vpcId],
    'owner-id': () => [cloud.world.accountId],
    'source-dest-check': (eni) => [String(eni.sourceDestCheck)],
    'requester-managed': (eni) => [String(eni.requesterManaged)],
    status: (eni) => [eniStatus(cloud, eni)],
    description: (eni) => [eni.description],
  };
}

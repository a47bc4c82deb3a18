import { refuse } from '../model/cloud-error.ts';
import { unassignAddresses } from '../model/addresses.ts';
import { defineAction } from '../wire/action.ts';
import { eniId, list, required, text } from '../wire/fields.ts';

export const unassignPrivateIpAddresses = defineAction({
  name: 'UnassignPrivateIpAddresses',
  throttle: 'mutate',
  parameters: { NetworkInterfaceId: required(eniId), PrivateIpAddress: list(required(text)) },
  run(input, { cloud, ourRegion }) {
    if (input.PrivateIpAddress.length === 0) throw refuse.missing('PrivateIpAddress');
    if (!ourRegion) throw refuse.eniNotFound([input.NetworkInterfaceId]);
    unassignAddresses(cloud, input.NetworkInterfaceId, input.PrivateIpAddress);
    return { return: true };
  },
});

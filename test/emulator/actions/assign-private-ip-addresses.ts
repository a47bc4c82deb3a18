import { refuse } from '../model/cloud-error.ts';
import { assignAddresses } from '../model/addresses.ts';
import { defineAction } from '../wire/action.ts';
import { boolean, eniId, list, required, text } from '../wire/fields.ts';

export const assignPrivateIpAddresses = defineAction({
  name: 'AssignPrivateIpAddresses',
  throttle: 'mutate',
  parameters: {
    NetworkInterfaceId: required(eniId),
    PrivateIpAddress: list(required(text)),
    AllowReassignment: boolean,
  },
  run(input, { cloud, ourRegion }) {
    if (input.PrivateIpAddress.length === 0) throw refuse.missing('PrivateIpAddress');
    if (!ourRegion) throw refuse.eniNotFound([input.NetworkInterfaceId]);
    assignAddresses(
      cloud,
      input.NetworkInterfaceId,
      input.PrivateIpAddress,
      input.AllowReassignment ?? false,
    );
    return {
      networkInterfaceId: input.NetworkInterfaceId,
      assignedPrivateIpAddressesSet: input.PrivateIpAddress.map((privateIpAddress) => ({ privateIpAddress })),
      return: true,
    };
  },
});

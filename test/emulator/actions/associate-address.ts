import { CloudError, refuse } from '../model/cloud-error.ts';
import { associateAddress as associate, listElastics } from '../model/addresses.ts';
import type { Cloud } from '../model/cloud.ts';
import { defineAction } from '../wire/action.ts';
import { boolean, eniId, instanceId, text } from '../wire/fields.ts';

export const associateAddress = defineAction({
  name: 'AssociateAddress',
  throttle: 'mutate',
  parameters: {
    AllocationId: text,
    PublicIp: text,
    InstanceId: instanceId,
    NetworkInterfaceId: eniId,
    PrivateIpAddress: text,
    AllowReassociation: boolean,
  },
  run(input, { cloud, ourRegion }) {
    const allocationId = input.AllocationId ?? allocationOf(cloud, input.PublicIp);
    const target = input.NetworkInterfaceId ?? primaryOf(cloud, input.InstanceId);
    if (!ourRegion) throw refuse.eniNotFound([target]);
    const associationId = associate(cloud, {
      allocationId,
      eniId: target,
      privateIp: input.PrivateIpAddress,
      // Named by its address, as in the days before VPCs, an Elastic IP moves without asking.
      allowReassociation: input.AllowReassociation ?? input.AllocationId === undefined,
    });
    return { return: true, associationId };
  },
});

function allocationOf(cloud: Cloud, publicIp: string | undefined): string {
  if (publicIp === undefined) throw refuse.missing('AllocationId');
  const found = listElastics(cloud).find((it) => it.elastic.publicIp === publicIp);
  if (!found) throw new CloudError('InvalidAddress.NotFound', `Address '${publicIp}' not found.`);
  return found.elastic.allocationId;
}

function primaryOf(cloud: Cloud, instance: string | undefined): string {
  if (instance === undefined) throw refuse.missing('NetworkInterfaceId');
  return cloud.instance(instance).primaryEniId;
}

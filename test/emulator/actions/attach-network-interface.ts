import { refuse } from '../model/cloud-error.ts';
import { attach } from '../model/attach.ts';
import { defineAction } from '../wire/action.ts';
import { eniId, index, instanceId, required } from '../wire/fields.ts';

export const attachNetworkInterface = defineAction({
  name: 'AttachNetworkInterface',
  throttle: 'mutate',
  parameters: {
    NetworkInterfaceId: required(eniId),
    InstanceId: required(instanceId),
    DeviceIndex: required(index),
    NetworkCardIndex: index,
  },
  run(input, { cloud, ourRegion }) {
    if (!ourRegion) throw refuse.eniNotFound([input.NetworkInterfaceId]);
    const attachment = attach(cloud, {
      eniId: input.NetworkInterfaceId,
      instanceId: input.InstanceId,
      deviceIndex: input.DeviceIndex,
      networkCardIndex: input.NetworkCardIndex ?? 0,
    });
    return { attachmentId: attachment.attachmentId, networkCardIndex: attachment.networkCardIndex };
  },
});

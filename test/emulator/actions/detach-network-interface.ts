import { refuse } from '../model/cloud-error.ts';
import { detach } from '../model/detach.ts';
import { defineAction } from '../wire/action.ts';
import { attachmentId, boolean, required } from '../wire/fields.ts';

export const detachNetworkInterface = defineAction({
  name: 'DetachNetworkInterface',
  throttle: 'mutate',
  parameters: { AttachmentId: required(attachmentId), Force: boolean },
  run(input, { cloud, ourRegion }) {
    if (!ourRegion) throw refuse.attachmentNotFound(input.AttachmentId);
    detach(cloud, input.AttachmentId, input.Force ?? false);
    return { return: true };
  },
});

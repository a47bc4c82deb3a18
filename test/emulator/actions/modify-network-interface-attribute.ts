import { refuse } from '../model/cloud-error.ts';
import { modifyEni, setDeleteOnTermination } from '../model/modify.ts';
import { defineAction } from '../wire/action.ts';
import { attachmentId, boolean, eniId, list, required, structure, text } from '../wire/fields.ts';

export const modifyNetworkInterfaceAttribute = defineAction({
  name: 'ModifyNetworkInterfaceAttribute',
  throttle: 'mutate',
  parameters: {
    NetworkInterfaceId: required(eniId),
    SourceDestCheck: structure({ Value: boolean }),
    Description: structure({ Value: text }),
    SecurityGroupId: list(required(text)),
    Attachment: structure({ AttachmentId: attachmentId, DeleteOnTermination: boolean }),
  },
  run(input, { cloud, ourRegion }) {
    const eni = input.NetworkInterfaceId;
    const { AttachmentId, DeleteOnTermination } = input.Attachment;
    const changes: (() => void)[] = [];
    if (input.SourceDestCheck.Value !== undefined) {
      const sourceDestCheck = input.SourceDestCheck.Value;
      changes.push(() => modifyEni(cloud, eni, { sourceDestCheck }));
    }
    if (input.Description.Value !== undefined) {
      const description = input.Description.Value;
      changes.push(() => modifyEni(cloud, eni, { description }));
    }
    if (input.SecurityGroupId.length > 0)
      changes.push(() => modifyEni(cloud, eni, { groups: input.SecurityGroupId }));
    if (AttachmentId !== undefined || DeleteOnTermination !== undefined) {
      if (AttachmentId === undefined) throw refuse.missing('Attachment.AttachmentId');
      if (DeleteOnTermination === undefined) throw refuse.missing('Attachment.DeleteOnTermination');
      changes.push(() => setDeleteOnTermination(cloud, eni, AttachmentId, DeleteOnTermination));
    }
    const [change, ...more] = changes;
    if (!change) throw refuse.missing('attribute');
    if (more.length > 0) throw refuse.combination('Fields for multiple attribute types specified');
    if (!ourRegion) throw refuse.eniNotFound([eni]);
    change();
    return { return: true };
  },
});

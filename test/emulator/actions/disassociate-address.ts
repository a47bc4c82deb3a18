import { CloudError, refuse } from '../model/cloud-error.ts';
import { disassociateAddress as disassociate } from '../model/addresses.ts';
import { defineAction } from '../wire/action.ts';
import { text } from '../wire/fields.ts';

export const disassociateAddress = defineAction({
  name: 'DisassociateAddress',
  throttle: 'mutate',
  parameters: { AssociationId: text, PublicIp: text },
  run(input, { cloud, ourRegion }) {
    const { AssociationId, PublicIp } = input;
    if (AssociationId === undefined && PublicIp === undefined) throw refuse.missing('AssociationId');
    const done =
      ourRegion &&
      disassociate(cloud, (it) =>
        AssociationId === undefined ? it.publicIp === PublicIp : it.associationId === AssociationId,
      );
    if (!done)
      throw new CloudError(
        'InvalidAssociationID.NotFound',
        `The association ID '${AssociationId ?? PublicIp ?? ''}' does not exist`,
      );
    return { return: true };
  },
});

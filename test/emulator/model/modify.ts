import { refuse } from './cloud-error.ts';
import type { Cloud } from './cloud.ts';
import type { EniRecord } from './entities.ts';

/** Changes a record of an ENI and tells the fabric what concerns it. Managed ENIs can only be viewed. */
export function modifyEni(
  cloud: Cloud,
  eniId: string,
  change: Partial<Pick<EniRecord, 'sourceDestCheck' | 'description' | 'groups'>>,
): void {
  const eni = cloud.eni(eniId);
  if (eni.requesterManaged || eni.operatorManaged)
    throw refuse.notPermitted(`You are not allowed to manage the network interface '${eniId}'.`);
  cloud.enis.set(eniId, { ...eni, ...change });
  cloud.events.add({ kind: 'eni-changed', eniId, detail: Object.keys(change).join() });
  const enabled = change.sourceDestCheck;
  if (enabled !== undefined)
    void cloud.fabric(`source/dest check of ${eniId}`, (fabric) => fabric.setSourceDestCheck(eniId, enabled));
}

export function setDeleteOnTermination(
  cloud: Cloud,
  eniId: string,
  attachmentId: string,
  value: boolean,
): void {
  const eni = cloud.eni(eniId);
  if (eni.attachment?.attachmentId !== attachmentId) throw refuse.attachmentNotFound(attachmentId);
  cloud.enis.set(eniId, { ...eni, attachment: { ...eni.attachment, deleteOnTermination: value } });
  cloud.events.add({ kind: 'eni-changed', eniId, detail: 'deleteOnTermination' });
}

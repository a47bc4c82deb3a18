import { refuse, CloudError } from './cloud-error.ts';
import type { Cloud } from './cloud.ts';
import { slotName, type AttachmentRecord, type EniRecord, type InstanceRecord } from './entities.ts';
import { limitsOf } from './instance-types.ts';

export interface AttachRequest {
  readonly eniId: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly networkCardIndex: number;
}

/** Begins an attachment, or throws what EC2 refuses it with. It ends by itself after the latencies in force. */
export function attach(cloud: Cloud, request: AttachRequest): AttachmentRecord {
  const eni = cloud.eni(request.eniId);
  const instance = cloud.instance(request.instanceId);
  checkAttach(cloud, eni, instance, request);
  const attachment: AttachmentRecord = {
    attachmentId: cloud.newId('eni-attach'),
    instanceId: request.instanceId,
    deviceIndex: request.deviceIndex,
    networkCardIndex: request.networkCardIndex,
    status: 'attaching',
    attachTimeMs: cloud.clock.now(),
    deleteOnTermination: false,
  };
  cloud.enis.set(eni.eniId, { ...eni, attachment });
  cloud.events.add({
    kind: 'eni-attaching',
    eniId: eni.eniId,
    instanceId: instance.instanceId,
    detail: `device index ${request.deviceIndex}`,
  });
  cloud.later(cloud.latencyOf(instance.instanceId).attachMs, () =>
    finishAttach(cloud, eni.eniId, attachment),
  );
  return attachment;
}

function finishAttach(cloud: Cloud, eniId: string, begun: AttachmentRecord): void {
  const eni = cloud.enis.get(eniId);
  if (eni?.attachment?.attachmentId !== begun.attachmentId || eni.attachment.status !== 'attaching') return;
  const attached: EniRecord = { ...eni, attachment: { ...eni.attachment, status: 'attached' } };
  cloud.enis.set(eniId, attached);
  cloud.interfaceHistory.attached(attached);
  cloud.events.add({ kind: 'eni-attached', eniId, instanceId: begun.instanceId });
  cloud.later(
    cloud.latencyOf(begun.instanceId).linkMs,
    () => void plugLink(cloud, eniId, begun.attachmentId),
  );
}

/**
 * Lets the link appear in the guest, if that attachment still stands. A stopped instance sees its interfaces when it
 * starts; a link that lingers elsewhere goes first, since one device cannot be in two places.
 */
export async function plugLink(cloud: Cloud, eniId: string, attachmentId: string): Promise<void> {
  const attachment = cloud.enis.get(eniId)?.attachment;
  if (attachment?.attachmentId !== attachmentId || attachment.status === 'detaching') return;
  if (cloud.instances.get(attachment.instanceId)?.state !== 'running') return;
  const { instanceId, deviceIndex } = attachment;
  await cloud.fabric(`plug ${eniId}`, async (fabric) => {
    if (cloud.enis.get(eniId)?.attachment?.attachmentId !== attachmentId) return;
    if (cloud.lingering.delete(eniId)) await fabric.unplug(eniId);
    await fabric.plug({ eniId, instanceId, deviceIndex });
    cloud.events.add({ kind: 'link-plugged', eniId, instanceId });
  });
}

function checkAttach(cloud: Cloud, eni: EniRecord, instance: InstanceRecord, request: AttachRequest): void {
  if (eni.requesterManaged || eni.operatorManaged)
    throw refuse.notPermitted(`You are not allowed to manage the network interface '${eni.eniId}'.`);
  if (eni.attachment)
    throw new CloudError('InvalidNetworkInterface.InUse', `Interface: [${eni.eniId}] in use.`);
  if (cloud.zoneOf(eni) !== instance.availabilityZone)
    throw refuse.combination(
      'You may not attach a network interface to an instance if they are not in the same availability zone',
    );
  if (instance.state !== 'running' && instance.state !== 'stopped')
    throw refuse.incorrectState(
      `The instance '${instance.instanceId}' is not in a valid state for this operation: ${instance.state}`,
    );
  checkSlot(cloud, instance, request);
  const { ipv4AddressesPerInterface } = limitsOf(instance.instanceType);
  if (eni.addresses.length > ipv4AddressesPerInterface)
    throw new CloudError(
      'InvalidInterface.IpAddressLimitExceeded',
      `Number of private addresses will exceed limit of ${instance.instanceType}.`,
    );
}

function checkSlot(cloud: Cloud, instance: InstanceRecord, request: AttachRequest): void {
  const { instanceId, instanceType } = instance;
  const limits = limitsOf(instanceType);
  const cardLimit = limits.networkCards[request.networkCardIndex];
  if (cardLimit === undefined)
    throw refuse.invalidValue(
      'networkCardIndex',
      String(request.networkCardIndex),
      `Instance type ${instanceType} has ${limits.networkCards.length} network card(s).`,
    );
  const held = cloud.heldBy(instanceId).map((eni) => eni.attachment!);
  const slot = slotName(request.networkCardIndex, request.deviceIndex);
  const taken = [
    ...held.map((it) => slotName(it.networkCardIndex, it.deviceIndex)),
    ...instance.blockedSlots,
  ];
  if (taken.includes(slot))
    throw new CloudError(
      'InvalidParameterValue',
      `Instance '${instanceId}' already has an interface attached at device index '${request.deviceIndex}'.`,
    );
  const onCard = held.filter((it) => it.networkCardIndex === request.networkCardIndex).length;
  if (held.length >= limits.maximumNetworkInterfaces || onCard >= cardLimit)
    throw new CloudError(
      'AttachmentLimitExceeded',
      `Interface count ${held.length + 1} exceeds the limit for ${instanceType}`,
    );
}

import { refuse } from './cloud-error.ts';
import type { Cloud } from './cloud.ts';
import { slotName, type AttachmentRecord, type EniRecord } from './entities.ts';

/** Begins a detachment, or throws what EC2 refuses it with. Without Force it ends only when the guest lets go. */
export function detach(cloud: Cloud, attachmentId: string, force: boolean): void {
  const eni = cloud.enis.list().find((it) => it.attachment?.attachmentId === attachmentId);
  if (!eni?.attachment) throw refuse.attachmentNotFound(attachmentId);
  const { attachment } = eni;
  const instance = cloud.instance(attachment.instanceId);
  if (eni.requesterManaged || eni.operatorManaged)
    throw refuse.notPermitted(`You are not allowed to manage '${attachmentId}' attachments.`);
  if (attachment.deviceIndex === 0)
    throw refuse.notPermitted(
      `The network interface at device index 0 and networkCard index ${attachment.networkCardIndex} cannot be detached.`,
    );
  const settled = instance.state === 'running' || instance.state === 'stopped';
  if (!force && (!settled || attachment.status !== 'attached'))
    throw refuse.incorrectState(
      `The attachment '${attachmentId}' is ${attachment.status} and its instance '${instance.instanceId}' is ${instance.state}.`,
    );
  cloud.enis.set(eni.eniId, { ...eni, attachment: { ...attachment, status: 'detaching' } });
  cloud.events.add({
    kind: 'eni-detaching',
    eniId: eni.eniId,
    instanceId: instance.instanceId,
    detail: force ? 'forced' : undefined,
  });
  const { detachMs, forceDetachMs } = cloud.latencyOf(instance.instanceId);
  if (force) {
    cloud.later(forceDetachMs, () => void release(cloud, eni.eniId, attachmentId, true));
  } else {
    cloud.later(detachMs, () => void releaseIfGuestLetsGo(cloud, eni.eniId, attachmentId));
  }
}

/**
 * The guest of a stopped instance need not be asked; that of a running one must be alive. Called again when a guest
 * comes back to life or its instance stops.
 */
export async function releaseIfGuestLetsGo(cloud: Cloud, eniId: string, attachmentId: string): Promise<void> {
  const attachment = detaching(cloud.enis.get(eniId), attachmentId);
  if (!attachment) return;
  const { instanceId } = attachment;
  const state = cloud.instances.get(instanceId)?.state;
  const lifeless = state === 'stopped' || state === 'terminated';
  if (lifeless || (state === 'running' && cloud.instanceSettings(instanceId).guestAcknowledges))
    await release(cloud, eniId, attachmentId, false);
}

async function release(cloud: Cloud, eniId: string, attachmentId: string, forced: boolean): Promise<void> {
  const attachment = detaching(cloud.enis.get(eniId), attachmentId);
  if (!attachment) return;
  const { linkLingerMs } = cloud.settings;
  if (linkLingerMs > 0) {
    markDetached(cloud, eniId, attachmentId, forced);
    cloud.lingering.add(eniId);
    cloud.later(linkLingerMs, () => {
      if (cloud.lingering.delete(eniId)) void unplugLink(cloud, eniId, attachment.instanceId);
    });
    return;
  }
  await unplugLink(cloud, eniId, attachment.instanceId);
  markDetached(cloud, eniId, attachmentId, forced);
}

/** Takes the link out of the guest at once. */
export function unplugLink(cloud: Cloud, eniId: string, instanceId: string): Promise<void> {
  return cloud.fabric(`unplug ${eniId}`, async (fabric) => {
    await fabric.unplug(eniId);
    cloud.events.add({ kind: 'link-unplugged', eniId, instanceId });
  });
}

function markDetached(cloud: Cloud, eniId: string, attachmentId: string, forced: boolean): void {
  const eni = cloud.enis.get(eniId);
  const attachment = detaching(eni, attachmentId);
  if (!eni || !attachment) return;
  const { instanceId } = attachment;
  const instance = cloud.instance(instanceId);
  cloud.enis.set(eniId, { ...eni, attachment: undefined });
  cloud.interfaceHistory.detached(eniId, instanceId, forced);
  if (forced && cloud.settings.forceBlocksSlot && instance.state === 'running') {
    const slot = slotName(attachment.networkCardIndex, attachment.deviceIndex);
    cloud.instances.set(instanceId, { ...instance, blockedSlots: [...instance.blockedSlots, slot] });
  }
  cloud.events.add({ kind: 'eni-detached', eniId, instanceId, detail: forced ? 'forced' : undefined });
}

function detaching(eni: EniRecord | undefined, attachmentId: string): AttachmentRecord | undefined {
  const attachment = eni?.attachment;
  return attachment?.attachmentId === attachmentId && attachment.status === 'detaching'
    ? attachment
    : undefined;
}

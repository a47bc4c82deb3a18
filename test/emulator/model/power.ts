import { CloudError } from './cloud-error.ts';
import { plugLink } from './attach.ts';
import type { Cloud } from './cloud.ts';
import { releaseIfGuestLetsGo, unplugLink } from './detach.ts';
import type { InstanceState } from './entities.ts';

export interface StateChange {
  readonly instanceId: string;
  readonly previousState: InstanceState;
  readonly currentState: InstanceState;
}

/** With force the guest is dead at once; else it shuts down and is dead when the instance is `stopped`. */
export function stopInstance(cloud: Cloud, instanceId: string, force: boolean): StateChange {
  const previousState = cloud.instance(instanceId).state;
  if (previousState === 'stopped') return { instanceId, previousState, currentState: previousState };
  if (previousState !== 'running' && previousState !== 'stopping') throw wrongState(instanceId, 'stopped');
  const { stopMs, forceStopMs } = cloud.latencyOf(instanceId);
  if (force) void powerOff(cloud, instanceId);
  if (previousState === 'running' || force) {
    setState(cloud, instanceId, 'stopping');
    cloud.later(force ? forceStopMs : stopMs, () => void finishStop(cloud, instanceId, force));
  }
  return { instanceId, previousState, currentState: 'stopping' };
}

async function finishStop(cloud: Cloud, instanceId: string, dead: boolean): Promise<void> {
  if (cloud.instances.get(instanceId)?.state !== 'stopping') return;
  if (!dead) await powerOff(cloud, instanceId);
  if (cloud.instances.get(instanceId)?.state !== 'stopping') return;
  setState(cloud, instanceId, 'stopped');
  releaseDetaching(cloud, instanceId);
}

export function startInstance(cloud: Cloud, instanceId: string): StateChange {
  const previousState = cloud.instance(instanceId).state;
  if (previousState === 'running' || previousState === 'pending')
    return { instanceId, previousState, currentState: previousState };
  if (previousState !== 'stopped') throw wrongState(instanceId, 'started');
  setState(cloud, instanceId, 'pending');
  cloud.later(cloud.latencyOf(instanceId).startMs, () => void finishStart(cloud, instanceId));
  return { instanceId, previousState, currentState: 'pending' };
}

async function finishStart(cloud: Cloud, instanceId: string): Promise<void> {
  const instance = cloud.instances.get(instanceId);
  if (instance?.state !== 'pending') return;
  cloud.instances.set(instanceId, { ...instance, blockedSlots: [], launchTimeMs: cloud.clock.now() });
  cloud.setInstanceSettings(instanceId, { ...cloud.instanceSettings(instanceId), guestAcknowledges: true });
  cloud.interfaceHistory.restarted(instanceId);
  setState(cloud, instanceId, 'running');
  await powerOn(cloud, instanceId);
}

/** The instance stays `running`; its guest is gone for a while and finds its interfaces again when it is back. */
export function rebootInstance(cloud: Cloud, instanceId: string): void {
  if (cloud.instance(instanceId).state !== 'running') throw wrongState(instanceId, 'rebooted');
  void powerOff(cloud, instanceId);
  cloud.setInstanceSettings(instanceId, { ...cloud.instanceSettings(instanceId), guestAcknowledges: true });
  cloud.later(cloud.latencyOf(instanceId).rebootMs, () => {
    if (cloud.instances.get(instanceId)?.state !== 'running') return;
    void powerOn(cloud, instanceId);
    releaseDetaching(cloud, instanceId);
  });
}

/** Attachments vanish with the instance; those marked DeleteOnTermination take their ENI along. */
export function terminateInstance(cloud: Cloud, instanceId: string): void {
  const { state } = cloud.instance(instanceId);
  if (state === 'shutting-down' || state === 'terminated') return;
  setState(cloud, instanceId, 'shutting-down');
  void powerOff(cloud, instanceId);
  cloud.later(cloud.latencyOf(instanceId).terminateMs, () => {
    setState(cloud, instanceId, 'terminated');
    for (const eni of cloud.heldBy(instanceId)) {
      if (eni.attachment?.deleteOnTermination) cloud.enis.delete(eni.eniId);
      else cloud.enis.set(eni.eniId, { ...eni, attachment: undefined });
      cloud.interfaceHistory.detached(eni.eniId, instanceId, false);
      cloud.events.add({ kind: 'eni-detached', eniId: eni.eniId, instanceId, detail: 'terminated' });
    }
  });
}

/** A guest that is healthy again answers detachments that wait for it; one that hangs leaves them waiting. */
export function setGuestAcknowledges(cloud: Cloud, instanceId: string, guestAcknowledges: boolean): void {
  cloud.instance(instanceId);
  cloud.setInstanceSettings(instanceId, { ...cloud.instanceSettings(instanceId), guestAcknowledges });
  if (guestAcknowledges) releaseDetaching(cloud, instanceId);
}

async function powerOff(cloud: Cloud, instanceId: string): Promise<void> {
  cloud.events.add({ kind: 'power-off', instanceId });
  const cut = cloud.fabric(`power off ${instanceId}`, (fabric) => fabric.setPower(instanceId, false));
  await Promise.all([
    cut,
    ...secondaries(cloud, instanceId).map((eni) => unplugLink(cloud, eni.eniId, instanceId)),
  ]);
}

async function powerOn(cloud: Cloud, instanceId: string): Promise<void> {
  await cloud.fabric(`power on ${instanceId}`, (fabric) => fabric.setPower(instanceId, true));
  cloud.events.add({ kind: 'power-on', instanceId });
  for (const eni of secondaries(cloud, instanceId)) {
    if (eni.attachment?.status === 'attached') await plugLink(cloud, eni.eniId, eni.attachment.attachmentId);
  }
}

function secondaries(cloud: Cloud, instanceId: string): ReturnType<Cloud['heldBy']> {
  return cloud.heldBy(instanceId).filter((eni) => eni.attachment?.deviceIndex !== 0);
}

function releaseDetaching(cloud: Cloud, instanceId: string): void {
  for (const { eniId, attachment } of cloud.heldBy(instanceId)) {
    if (attachment?.status !== 'detaching') continue;
    const { attachmentId } = attachment;
    cloud.later(
      cloud.latencyOf(instanceId).detachMs,
      () => void releaseIfGuestLetsGo(cloud, eniId, attachmentId),
    );
  }
}

function setState(cloud: Cloud, instanceId: string, state: InstanceState): void {
  cloud.instances.set(instanceId, { ...cloud.instance(instanceId), state });
  cloud.events.add({ kind: 'instance-state', instanceId, detail: state });
}

function wrongState(instanceId: string, verb: string): CloudError {
  return new CloudError(
    'IncorrectInstanceState',
    `The instance '${instanceId}' is not in a state from which it can be ${verb}.`,
  );
}

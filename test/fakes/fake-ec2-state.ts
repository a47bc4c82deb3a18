import type { Attachment, Eni, Instance, InstanceState, Slot } from '../../src/domain/eni.ts';
import { AgentError } from '../../src/domain/errors.ts';
import type { AttachRequest, DetachRequest } from '../../src/domain/ports.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeLinks } from './fake-links.ts';

export interface FakeInstance {
  readonly instanceId: string;
  state: InstanceState;
  availabilityZone: string;
  instanceType: string;
  maximumInterfaces: number;
  /** False: the guest hangs and never lets go of an interface. */
  acknowledges: boolean;
  /** Slots of interfaces that are not among the ENIs, the primary one's for example. */
  slots: Slot[];
  /** Its kernel, where links come and go. */
  links?: FakeLinks;
}

export interface FakeLatencies {
  attachMs: number;
  /** From "attached" until the kernel has the link. */
  linkMs: number;
  detachMs: number;
  forceDetachMs: number;
}

/** The truth about ENIs and instances, as it is and as it was; changes take their time. */
export class FakeEc2State {
  readonly instances = new Map<string, FakeInstance>();
  readonly latencies: FakeLatencies = { attachMs: 1500, linkMs: 500, detachMs: 2500, forceDetachMs: 1500 };
  readonly #clock: FakeClock;
  readonly #versions = new Map<string, { atMs: number; eni: Eni }[]>();
  #attachments = 0;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  /** The ENI `agoMs` ago; one that is younger is shown as it began. Throws as EC2 refuses an unknown id. */
  eni(eniId: string, agoMs = 0): Eni {
    const versions = this.#versions.get(eniId);
    const found = versions?.findLast(({ atMs }) => atMs <= this.#clock.nowMs() - agoMs) ?? versions?.[0];
    if (found === undefined) throw new AgentError('eni-not-found', `EC2 knows no such ENI: ${eniId}`);
    return found.eni;
  }

  put(eni: Eni): void {
    const versions = this.#versions.get(eni.eniId) ?? [];
    this.#versions.set(eni.eniId, [...versions, { atMs: this.#clock.nowMs(), eni }]);
  }

  instance(instanceId: string): FakeInstance {
    const found = this.instances.get(instanceId);
    if (found === undefined) throw new AgentError('instance-not-found', `no instance ${instanceId}`);
    return found;
  }

  describeInstance(instanceId: string): Instance {
    const { state, availabilityZone, instanceType, slots } = this.instance(instanceId);
    const held = this.#held(instanceId).map(({ eniId, attachment }): Slot => {
      const { deviceIndex, networkCardIndex } = attachment;
      return { eniId, deviceIndex, networkCardIndex };
    });
    const vpcId = 'vpc-0123456789abcdef0';
    return { instanceId, state, availabilityZone, vpcId, instanceType, interfaces: [...slots, ...held] };
  }

  attach({ eniId, instanceId, deviceIndex, networkCardIndex }: AttachRequest): void {
    const eni = this.eni(eniId);
    const instance = this.instance(instanceId);
    if (eni.managed) throw new AgentError('not-permitted', `${eniId} is managed by a service`);
    if (eni.attachment !== undefined) throw new AgentError('eni-in-use', `${eniId} is in use`);
    if (eni.availabilityZone !== instance.availabilityZone)
      throw new AgentError('node-unsuitable', 'not in the same availability zone');
    if (instance.state !== 'running' && instance.state !== 'stopped')
      throw new AgentError('transition', `${instanceId} is ${instance.state}`);
    const { interfaces } = this.describeInstance(instanceId);
    if (interfaces.some((s) => s.deviceIndex === deviceIndex && s.networkCardIndex === networkCardIndex))
      throw new AgentError('device-index-taken', `device index ${deviceIndex} of ${instanceId} is taken`);
    if (interfaces.length >= instance.maximumInterfaces)
      throw new AgentError('node-unsuitable', `${instance.instanceType} holds no more interfaces`);
    const attachmentId = this.#newAttachment(eni, instanceId, deviceIndex, 'attaching');
    this.#clock.later(this.latencies.attachMs, () => {
      const now = this.#ifAttachment(eniId, attachmentId, 'attaching');
      if (now === undefined) return;
      this.put({ ...now, attachment: { ...now.attachment, status: 'attached' } });
      this.#clock.later(this.latencies.linkMs, () => {
        if (this.#ifAttachment(eniId, attachmentId, 'attached')) instance.links?.plug({ mac: eni.mac });
      });
    });
  }

  /** An attachment that has always been there, with its link. */
  attached(eniId: string, instanceId: string, deviceIndex = 1): void {
    this.#newAttachment(this.eni(eniId), instanceId, deviceIndex, 'attached');
    this.instance(instanceId).links?.plug({ mac: this.eni(eniId).mac });
  }

  detach({ attachmentId, force }: Omit<DetachRequest, 'eniId'>): void {
    const eni = [...this.#versions.keys()]
      .map((id) => this.eni(id))
      .find(({ attachment }) => attachment?.attachmentId === attachmentId);
    const attachment = eni?.attachment;
    if (eni === undefined || attachment === undefined)
      throw new AgentError('attachment-gone', `the attachment ${attachmentId} does not exist`);
    if (eni.managed || attachment.deviceIndex === 0)
      throw new AgentError('not-permitted', `${eni.eniId} cannot be detached`);
    const holder = this.instances.get(attachment.instanceId ?? '');
    const settled = holder?.state === 'running' || holder?.state === 'stopped';
    if (!force && (!settled || attachment.status !== 'attached'))
      throw new AgentError('transition', `${attachmentId} is ${attachment.status}`);
    this.put({ ...eni, attachment: { ...attachment, status: 'detaching' } });
    const { detachMs, forceDetachMs } = this.latencies;
    if (force) this.#clock.later(forceDetachMs, () => this.release(eni.eniId, attachmentId));
    else if (holder?.acknowledges === true || holder?.state === 'stopped')
      this.#clock.later(detachMs, () => this.release(eni.eniId, attachmentId));
  }

  /** The attachment ends now, whoever asked for it, and its link goes. */
  release(eniId: string, attachmentId: string): void {
    const { attachment, ...eni } = this.eni(eniId);
    if (attachment?.attachmentId !== attachmentId) return;
    this.instances.get(attachment.instanceId ?? '')?.links?.unplug(eni.mac);
    this.put({ ...eni, status: 'available' });
  }

  #newAttachment(eni: Eni, instanceId: string, deviceIndex: number, status: Attachment['status']): string {
    this.#attachments += 1;
    const attachmentId = `eni-attach-${String(this.#attachments).padStart(17, '0')}`;
    const attachment = {
      attachmentId,
      instanceId,
      deviceIndex,
      networkCardIndex: 0,
      status,
      deleteOnTermination: false,
    };
    this.put({ ...eni, status: 'in-use', attachment });
    return attachmentId;
  }

  #ifAttachment(eniId: string, attachmentId: string, status: Attachment['status']) {
    const eni = this.eni(eniId);
    const { attachment } = eni;
    const same = attachment?.attachmentId === attachmentId && attachment.status === status;
    return same ? { ...eni, attachment } : undefined;
  }

  #held(instanceId: string): { eniId: string; attachment: Attachment }[] {
    return [...this.#versions.keys()].flatMap((eniId) => {
      const { attachment } = this.eni(eniId);
      return attachment?.instanceId === instanceId ? [{ eniId, attachment }] : [];
    });
  }
}

import type { WorldEni, WorldInstance } from '../fabric.ts';
import type { EniRecord, InstanceRecord } from './entities.ts';
import { limitsOf } from './instance-types.ts';

export function instanceFromWorld(instance: WorldInstance, nowMs: number): InstanceRecord {
  limitsOf(instance.instanceType);
  return {
    instanceId: instance.instanceId,
    instanceType: instance.instanceType,
    availabilityZone: instance.availabilityZone,
    primaryEniId: instance.primaryEniId,
    role: instance.role,
    state: 'running',
    launchTimeMs: nowMs,
    blockedSlots: [],
  };
}

export function eniFromWorld(eni: WorldEni, attachmentId: string, nowMs: number): EniRecord {
  const primary = eni.attachedTo?.deviceIndex === 0;
  return {
    eniId: eni.eniId,
    subnetId: eni.subnetId,
    mac: eni.mac.toLowerCase(),
    description: primary ? 'Primary network interface' : '',
    addresses: eni.ipv4.map((address, index) =>
      index === 0 && eni.publicIp !== undefined
        ? { address, elastic: elasticAddress(eni.publicIp, eni.eniId) }
        : { address },
    ),
    ipv6: eni.ipv6 ?? [],
    sourceDestCheck: eni.sourceDestCheck,
    groups: ['sg-0123456789abcdef0'],
    requesterManaged: eni.requesterManaged ?? false,
    operatorManaged: eni.operatorManaged ?? false,
    attachment: eni.attachedTo && {
      attachmentId,
      instanceId: eni.attachedTo.instanceId,
      deviceIndex: eni.attachedTo.deviceIndex,
      networkCardIndex: 0,
      status: 'attached',
      attachTimeMs: nowMs,
      deleteOnTermination: primary,
    },
  };
}

function elasticAddress(
  publicIp: string,
  eniId: string,
): NonNullable<EniRecord['addresses'][number]['elastic']> {
  const suffix = eniId.slice('eni-'.length);
  return { publicIp, allocationId: `eipalloc-${suffix}`, associationId: `eipassoc-${suffix}` };
}

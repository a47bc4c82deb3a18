import type { Cloud } from '../model/cloud.ts';
import type { EniRecord, InstanceRecord, InstanceState } from '../model/entities.ts';
import { limitsOf } from '../model/instance-types.ts';
import type { XmlBody } from '../wire/xml.ts';
import { privateName, renderAddress, renderAssociation } from './render-eni.ts';

const stateCodes: Record<InstanceState, number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function renderState(name: InstanceState): XmlBody {
  return { code: stateCodes[name], name };
}

/** An instance as DescribeInstances shows it. */
export function renderInstance(cloud: Cloud, instance: InstanceRecord, asOfMs: number): XmlBody {
  const primary = cloud.enis.get(instance.primaryEniId, asOfMs);
  const address = primary?.addresses[0];
  return {
    instanceId: instance.instanceId,
    imageId: 'ami-0123456789abcdef0',
    instanceState: renderState(instance.state),
    privateDnsName: address && privateName(cloud, address.address),
    instanceType: instance.instanceType,
    launchTime: new Date(instance.launchTimeMs),
    placement: { availabilityZone: instance.availabilityZone, groupName: '', tenancy: 'default' },
    monitoring: { state: 'disabled' },
    subnetId: primary?.subnetId,
    vpcId: cloud.world.vpcId,
    privateIpAddress: address?.address,
    ipAddress: address?.elastic?.publicIp,
    sourceDestCheck: primary?.sourceDestCheck,
    groupSet: primary?.groups.map((groupId) => ({ groupId, groupName: 'cluster' })),
    architecture: 'x86_64',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    virtualizationType: 'hvm',
    hypervisor: limitsOf(instance.instanceType).hypervisor === 'xen' ? 'xen' : 'nitro',
    networkInterfaceSet: cloud.heldBy(instance.instanceId, asOfMs).map((eni) => renderHeld(cloud, eni)),
    iamInstanceProfile:
      instance.role === undefined
        ? undefined
        : {
            arn: `arn:aws:iam::${cloud.world.accountId}:instance-profile/${instance.role}`,
            id: 'AIPAEMULATOR000000001',
          },
    tagSet: [],
    metadataOptions: {
      state: 'applied',
      httpTokens: cloud.settings.imds.v1Allowed ? 'optional' : 'required',
      httpPutResponseHopLimit:
        cloud.instanceSettings(instance.instanceId).imds.hopLimit ?? cloud.settings.imds.hopLimit,
      httpEndpoint: 'enabled',
    },
  };
}

function renderHeld(cloud: Cloud, eni: EniRecord): XmlBody {
  const { attachment } = eni;
  const primary = eni.addresses[0];
  return {
    networkInterfaceId: eni.eniId,
    subnetId: eni.subnetId,
    vpcId: cloud.world.vpcId,
    description: eni.description,
    ownerId: cloud.world.accountId,
    status: 'in-use',
    macAddress: eni.mac,
    privateIpAddress: primary?.address,
    sourceDestCheck: eni.sourceDestCheck,
    groupSet: eni.groups.map((groupId) => ({ groupId, groupName: 'cluster' })),
    attachment: attachment && {
      attachmentId: attachment.attachmentId,
      deviceIndex: attachment.deviceIndex,
      networkCardIndex: attachment.networkCardIndex,
      status: attachment.status,
      attachTime: new Date(attachment.attachTimeMs),
      deleteOnTermination: attachment.deleteOnTermination,
    },
    association: primary && renderAssociation(cloud, primary),
    privateIpAddressesSet: eni.addresses.map((it, position) => renderAddress(cloud, it, position === 0)),
    ipv6AddressesSet: eni.ipv6.map((ipv6Address) => ({ ipv6Address })),
    interfaceType: 'interface',
  };
}

import type { Cloud } from '../model/cloud.ts';
import type { EniAddress, EniRecord } from '../model/entities.ts';
import type { XmlBody } from '../wire/xml.ts';

/** An ENI as DescribeNetworkInterfaces shows it. */
export function renderEni(cloud: Cloud, eni: EniRecord): XmlBody {
  const primary = eni.addresses[0];
  return {
    networkInterfaceId: eni.eniId,
    subnetId: eni.subnetId,
    vpcId: cloud.world.vpcId,
    availabilityZone: cloud.zoneOf(eni),
    description: eni.description,
    ownerId: cloud.world.accountId,
    requesterId: eni.requesterManaged ? 'amazon-elb' : undefined,
    requesterManaged: eni.requesterManaged,
    operator: {
      managed: eni.operatorManaged,
      principal: eni.operatorManaged ? 'eks.amazonaws.com' : undefined,
    },
    status: eniStatus(cloud, eni),
    macAddress: eni.mac,
    privateIpAddress: primary?.address,
    privateDnsName: primary && privateName(cloud, primary.address),
    sourceDestCheck: eni.sourceDestCheck,
    groupSet: eni.groups.map((groupId) => ({ groupId, groupName: 'cluster' })),
    attachment: renderAttachment(cloud, eni),
    association: primary && renderAssociation(cloud, primary),
    tagSet: [],
    privateIpAddressesSet: eni.addresses.map((it, position) => renderAddress(cloud, it, position === 0)),
    ipv6AddressesSet: eni.ipv6.map((ipv6Address) => ({ ipv6Address })),
    interfaceType: 'interface',
  };
}

/** EC2 shows an interface whose attachment is changing as in-use; the enumeration has more, which a setting brings. */
export function eniStatus(cloud: Cloud, eni: EniRecord): string {
  if (!eni.attachment) return 'available';
  const { status } = eni.attachment;
  return cloud.settings.transitionalEniStatus && status !== 'attached' ? status : 'in-use';
}

function renderAttachment(cloud: Cloud, eni: EniRecord): XmlBody {
  const { attachment } = eni;
  if (!attachment) return undefined;
  return {
    attachmentId: attachment.attachmentId,
    instanceId: cloud.settings.hideHolder ? undefined : attachment.instanceId,
    instanceOwnerId: cloud.world.accountId,
    deviceIndex: attachment.deviceIndex,
    networkCardIndex: attachment.networkCardIndex,
    status: attachment.status,
    attachTime: new Date(attachment.attachTimeMs),
    deleteOnTermination: attachment.deleteOnTermination,
  };
}

export function renderAddress(cloud: Cloud, it: EniAddress, primary: boolean): XmlBody {
  return {
    privateIpAddress: it.address,
    privateDnsName: privateName(cloud, it.address),
    primary,
    association: renderAssociation(cloud, it),
  };
}

export function renderAssociation(cloud: Cloud, it: EniAddress): XmlBody {
  if (!it.elastic) return undefined;
  return {
    publicIp: it.elastic.publicIp,
    publicDnsName: `ec2-${it.elastic.publicIp.replaceAll('.', '-')}.${cloud.world.region}.compute.amazonaws.com`,
    ipOwnerId: cloud.world.accountId,
    allocationId: it.elastic.allocationId,
    associationId: it.elastic.associationId,
  };
}

export function privateName(cloud: Cloud, address: string): string {
  return `ip-${address.replaceAll('.', '-')}.${cloud.world.region}.compute.internal`;
}

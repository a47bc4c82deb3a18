import type {
  Instance as SdkInstance,
  NetworkInterface,
  NetworkInterfaceAttachment,
  Subnet as SdkSubnet,
} from '@aws-sdk/client-ec2';
import type {
  Attachment,
  AttachmentStatus,
  Eni,
  EniStatus,
  Instance,
  InstanceState,
  Subnet,
} from '../../domain/eni.ts';
import { canonicalIp, parseCidr, parseIp } from '../../domain/cidr.ts';
import { macPattern } from '../../domain/eni.ts';
import { AgentError } from '../../domain/errors.ts';

const eniStatuses: readonly EniStatus[] = ['available', 'associated', 'attaching', 'in-use', 'detaching'];
const attachmentStatuses: readonly AttachmentStatus[] = ['attaching', 'attached', 'detaching', 'detached'];
const instanceStates: readonly InstanceState[] = [
  'pending',
  'running',
  'shutting-down',
  'terminated',
  'stopping',
  'stopped',
];

/** A description of EC2 in our terms. An answer with parts missing is no answer: it throws, kind `transient`. */
export function toEni(from: NetworkInterface): Eni {
  const addresses = from.PrivateIpAddresses ?? [];
  const primary = canonical(need(from.PrivateIpAddress, 'PrivateIpAddress'));
  const others = addresses
    .map((a) => canonical(need(a.PrivateIpAddress, 'PrivateIpAddress')))
    .filter((a) => a !== primary);
  return {
    eniId: need(from.NetworkInterfaceId, 'NetworkInterfaceId'),
    mac: toMac(need(from.MacAddress, 'MacAddress')),
    subnetId: need(from.SubnetId, 'SubnetId'),
    vpcId: need(from.VpcId, 'VpcId'),
    availabilityZone: need(from.AvailabilityZone, 'AvailabilityZone'),
    status: oneOf(eniStatuses, from.Status, 'Status'),
    managed: from.RequesterManaged === true || from.Operator?.Managed === true,
    sourceDestCheck: need(from.SourceDestCheck, 'SourceDestCheck'),
    ipv4: [primary, ...others],
    ipv6: (from.Ipv6Addresses ?? []).map((a) => canonical(need(a.Ipv6Address, 'Ipv6Address'))),
    publicIp: from.Association?.PublicIp,
    attachment: from.Attachment === undefined ? undefined : toAttachment(from.Attachment),
  };
}

function toAttachment(from: NetworkInterfaceAttachment): Attachment {
  return {
    attachmentId: need(from.AttachmentId, 'AttachmentId'),
    instanceId: from.InstanceId,
    deviceIndex: integer(from.DeviceIndex ?? -1, 'Attachment.DeviceIndex'),
    networkCardIndex: integer(from.NetworkCardIndex ?? 0, 'Attachment.NetworkCardIndex'),
    status: oneOf(attachmentStatuses, from.Status, 'Attachment.Status'),
    deleteOnTermination: from.DeleteOnTermination === true,
    attachedSince: from.AttachTime,
  };
}

export function toInstance(from: SdkInstance): Instance {
  return {
    instanceId: need(from.InstanceId, 'InstanceId'),
    state: oneOf(instanceStates, from.State?.Name, 'State'),
    availabilityZone: need(from.Placement?.AvailabilityZone, 'Placement.AvailabilityZone'),
    vpcId: from.VpcId ?? '',
    instanceType: from.InstanceType ?? '',
    interfaces: (from.NetworkInterfaces ?? []).map((nic) => ({
      eniId: nic.NetworkInterfaceId ?? '',
      deviceIndex: integer(need(nic.Attachment?.DeviceIndex, 'DeviceIndex'), 'Attachment.DeviceIndex'),
      networkCardIndex: integer(nic.Attachment?.NetworkCardIndex ?? 0, 'Attachment.NetworkCardIndex'),
    })),
  };
}

export function toSubnet(from: SdkSubnet): Subnet {
  return {
    subnetId: need(from.SubnetId, 'SubnetId'),
    ipv4Cidr: toCidr(need(from.CidrBlock, 'CidrBlock')),
    ipv6Cidrs: (from.Ipv6CidrBlockAssociationSet ?? [])
      .filter((association) => association.Ipv6CidrBlockState?.State === 'associated')
      .map((association) => toCidr(need(association.Ipv6CidrBlock, 'Ipv6CidrBlock'))),
  };
}

/** The only element of a list that was asked for by id. */
export function only<T>(list: readonly T[] | undefined, what: string): T {
  const [first] = list ?? [];
  if (first === undefined) throw new AgentError('transient', `EC2's answer lacks ${what}`);
  return first;
}

function need<T>(value: T | undefined, what: string): T {
  if (value === undefined || value === '') throw new AgentError('transient', `EC2's answer lacks ${what}`);
  return value;
}

/** The SDK makes NaN of what is no number. */
function integer(value: number, what: string): number {
  if (Number.isInteger(value)) return value;
  throw new AgentError('transient', `EC2's answer has no whole number as ${what}`);
}

/** The text itself, if it is a range. */
function toCidr(text: string): string {
  try {
    parseCidr(text);
    return text;
  } catch (cause) {
    throw new AgentError('transient', `EC2's answer has no address range: ${text}`, { cause });
  }
}

/** As the kernel writes it. What is no MAC would never be found there, and the ENI taken for absent. */
function toMac(text: string): string {
  const mac = text.toLowerCase();
  if (!macPattern.test(mac)) throw new AgentError('transient', `EC2's answer has no MAC address: ${text}`);
  return mac;
}

/** As the kernel writes it. */
function canonical(address: string): string {
  if (parseIp(address) === undefined)
    throw new AgentError('transient', `EC2's answer has no IP address: ${address}`);
  return canonicalIp(address);
}

function oneOf<T extends string>(known: readonly T[], value: string | undefined, what: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined)
    throw new AgentError('transient', `EC2's answer has an unknown ${what}: ${value ?? 'none'}`);
  return found;
}

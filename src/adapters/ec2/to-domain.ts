import type { Instance as SdkInstance, Subnet as SdkSubnet } from '@aws-sdk/client-ec2';
import type { Instance, InstanceState, Subnet } from '../../domain/eni.ts';
import { integer, need, oneOf, toCidr } from './answer-fields.ts';

const instanceStates: readonly InstanceState[] = [
  'pending',
  'running',
  'shutting-down',
  'terminated',
  'stopping',
  'stopped',
];

/** What the SDK made of an answer, in our terms. An answer with parts missing is no answer: it throws, kind `transient`. */
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

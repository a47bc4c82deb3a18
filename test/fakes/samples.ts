import type { Attachment, Eni, Instance } from '../../src/domain/eni.ts';
import { floatingEni, nodeA, nodeB, primaryEniA, publicSubnet } from '../emulator/sample-world.ts';

/** This node in tests of decisions; the other one is `peer`. */
export const me = nodeA;
export const peer = nodeB;
export const eniId = floatingEni;
export const eniMac = '06:00:00:00:01:64';
export const eniIpv4 = '10.0.1.100';
export const zone = 'eu-west-1a';
export const publicCidr = '10.0.1.0/24';

/** An ENI that nobody holds, where `change` does not say otherwise. */
export function anEni(change: Partial<Eni> = {}): Eni {
  return {
    eniId,
    mac: eniMac,
    subnetId: publicSubnet,
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZone: zone,
    status: change.attachment === undefined ? 'available' : 'in-use',
    managed: false,
    sourceDestCheck: false,
    ipv4: [eniIpv4],
    ipv6: [],
    ...change,
  };
}

/** An attachment to this node at index 1. */
export function anAttachment(change: Partial<Attachment> = {}): Attachment {
  return {
    attachmentId: 'eni-attach-0aaaaaaaaaaaaaaa1',
    instanceId: me,
    deviceIndex: 1,
    networkCardIndex: 0,
    status: 'attached',
    deleteOnTermination: false,
    ...change,
  };
}

/** An attachment to the other node. */
export function peersAttachment(change: Partial<Attachment> = {}): Attachment {
  return anAttachment({ attachmentId: 'eni-attach-0bbbbbbbbbbbbbbb2', instanceId: peer, ...change });
}

/** This node, running, with its primary interface alone. */
export function anInstance(change: Partial<Instance> = {}): Instance {
  return {
    instanceId: me,
    state: 'running',
    availabilityZone: zone,
    vpcId: 'vpc-0123456789abcdef0',
    instanceType: 't3.micro',
    interfaces: [{ eniId: primaryEniA, deviceIndex: 0, networkCardIndex: 0 }],
    ...change,
  };
}

import type { Action } from '../wire/action.ts';
import { assignPrivateIpAddresses } from './assign-private-ip-addresses.ts';
import { associateAddress } from './associate-address.ts';
import { attachNetworkInterface } from './attach-network-interface.ts';
import { describeAddresses } from './describe-addresses.ts';
import { describeInstanceTypes } from './describe-instance-types.ts';
import { describeInstances } from './describe-instances.ts';
import { describeNetworkInterfaces } from './describe-network-interfaces.ts';
import { describeRouteTables } from './describe-route-tables.ts';
import { describeSubnets } from './describe-subnets.ts';
import { detachNetworkInterface } from './detach-network-interface.ts';
import { disassociateAddress } from './disassociate-address.ts';
import { modifyNetworkInterfaceAttribute } from './modify-network-interface-attribute.ts';
import { rebootInstances } from './reboot-instances.ts';
import { replaceRoute } from './replace-route.ts';
import { startInstances } from './start-instances.ts';
import { stopInstances } from './stop-instances.ts';
import { unassignPrivateIpAddresses } from './unassign-private-ip-addresses.ts';

/** The calls of EC2 that the emulator knows. To add one: a file beside this one, and a line here. */
export const ec2Actions: ReadonlyMap<string, Action> = new Map(
  [
    assignPrivateIpAddresses,
    associateAddress,
    attachNetworkInterface,
    describeAddresses,
    describeInstanceTypes,
    describeInstances,
    describeNetworkInterfaces,
    describeRouteTables,
    describeSubnets,
    detachNetworkInterface,
    disassociateAddress,
    modifyNetworkInterfaceAttribute,
    rebootInstances,
    replaceRoute,
    startInstances,
    stopInstances,
    unassignPrivateIpAddresses,
  ].map((action) => [action.name, action]),
);

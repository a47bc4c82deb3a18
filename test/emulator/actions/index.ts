import type { Action } from '../wire/action.ts';
import { attachNetworkInterface } from './attach-network-interface.ts';
import { describeInstanceTypes } from './describe-instance-types.ts';
import { describeInstances } from './describe-instances.ts';
import { describeNetworkInterfaces } from './describe-network-interfaces.ts';
import { describeRouteTables } from './describe-route-tables.ts';
import { describeSubnets } from './describe-subnets.ts';
import { detachNetworkInterface } from './detach-network-interface.ts';
import { modifyNetworkInterfaceAttribute } from './modify-network-interface-attribute.ts';
import { rebootInstances } from './reboot-instances.ts';
import { startInstances } from './start-instances.ts';
import { stopInstances } from './stop-instances.ts';

/** The calls of EC2 that the emulator knows. To add one: a file beside this one, and a line here. */
export const ec2Actions: ReadonlyMap<string, Action> = new Map(
  [
    attachNetworkInterface,
    describeInstanceTypes,
    describeInstances,
    describeNetworkInterfaces,
    describeRouteTables,
    describeSubnets,
    detachNetworkInterface,
    modifyNetworkInterfaceAttribute,
    rebootInstances,
    startInstances,
    stopInstances,
  ].map((action) => [action.name, action]),
);

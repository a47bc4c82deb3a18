import type { WorldRouteTable, WorldSubnet } from '../fabric.ts';

export type AttachmentStatus = 'attaching' | 'attached' | 'detaching';
export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

/** Records are immutable; a change makes a new one. */
export interface EniRecord {
  readonly eniId: string;
  readonly subnetId: string;
  readonly mac: string;
  readonly description: string;
  /** The first one is the primary private address. */
  readonly addresses: readonly EniAddress[];
  readonly ipv6: readonly string[];
  readonly sourceDestCheck: boolean;
  readonly groups: readonly string[];
  readonly requesterManaged: boolean;
  readonly operatorManaged: boolean;
  readonly attachment?: AttachmentRecord | undefined;
}

export interface EniAddress {
  readonly address: string;
  readonly elastic?: ElasticAddress | undefined;
}

export interface ElasticAddress {
  readonly publicIp: string;
  readonly allocationId: string;
  readonly associationId: string;
}

export interface AttachmentRecord {
  readonly attachmentId: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly networkCardIndex: number;
  readonly status: AttachmentStatus;
  readonly attachTimeMs: number;
  readonly deleteOnTermination: boolean;
}

export interface InstanceRecord {
  readonly instanceId: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly primaryEniId: string;
  readonly role?: string | undefined;
  readonly state: InstanceState;
  readonly launchTimeMs: number;
  /** Slots (`card:index`) that a forced detach left unusable until the instance stops and starts. */
  readonly blockedSlots: readonly string[];
}

export type SubnetRecord = WorldSubnet;
export type RouteTableRecord = WorldRouteTable;

export function slotName(networkCardIndex: number, deviceIndex: number): string {
  return `${networkCardIndex}:${deviceIndex}`;
}

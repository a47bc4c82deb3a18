/** EC2's ids: 8 hex digits in old accounts, 17 since. */
export const eniIdPattern = /^eni-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
export const instanceIdPattern = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
/** As the kernel writes it. */
export const macPattern = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** An Elastic Network Interface as EC2 describes it, reduced to what decisions need. */
export interface Eni {
  readonly eniId: string;
  /** Lower case, colon separated. Never changes for the ENI's whole life. */
  readonly mac: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly status: EniStatus;
  /** Requester- or operator-managed ENIs belong to an AWS service and can only be viewed. */
  readonly managed: boolean;
  readonly sourceDestCheck: boolean;
  /** All private IPv4 addresses, the primary one first. */
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  /** The associated Elastic or public IP of the primary address. */
  readonly publicIp?: string | undefined;
  readonly attachment?: Attachment | undefined;
}

export type EniStatus = 'available' | 'associated' | 'attaching' | 'in-use' | 'detaching';
export type AttachmentStatus = 'attaching' | 'attached' | 'detaching' | 'detached';

export interface Attachment {
  readonly attachmentId: string;
  /** Absent in shared subnets, when the instance belongs to another account. */
  readonly instanceId?: string | undefined;
  readonly deviceIndex: number;
  readonly networkCardIndex: number;
  readonly status: AttachmentStatus;
  readonly deleteOnTermination: boolean;
  readonly attachedSince?: Date | undefined;
}

/** True for the interface an instance was made with: it stays there as long as the instance lives. */
export function isPrimary(attachment: Attachment | undefined): boolean {
  return attachment?.deviceIndex === 0 && attachment.networkCardIndex === 0;
}

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export interface Instance {
  readonly instanceId: string;
  readonly state: InstanceState;
  readonly availabilityZone: string;
  readonly vpcId: string;
  readonly instanceType: string;
  readonly interfaces: readonly Slot[];
}

/** A device slot of an instance that is taken by some ENI. */
export interface Slot {
  readonly eniId: string;
  readonly deviceIndex: number;
  readonly networkCardIndex: number;
}

export interface Subnet {
  readonly subnetId: string;
  /** Immutable; the source of the prefix length, which the description of an ENI does not give. */
  readonly ipv4Cidr: string;
  readonly ipv6Cidrs: readonly string[];
}

/** Immutable facts about an ENI: what may be remembered across boots and believed without asking EC2 again. */
export interface EniFacts {
  readonly eniId: string;
  readonly mac: string;
  readonly primaryIpv4: string;
  readonly subnetId: string;
  readonly ipv4Cidr?: string | undefined;
  readonly ipv6Cidrs?: readonly string[] | undefined;
}

import { CloudError, refuse } from './cloud-error.ts';
import type { Cloud } from './cloud.ts';
import type { ElasticAddress, EniAddress, EniRecord } from './entities.ts';
import { limitsOf } from './instance-types.ts';

/** Gives secondary private addresses to an ENI; one that another ENI has moves only with `allowReassignment`. */
export function assignAddresses(
  cloud: Cloud,
  eniId: string,
  addresses: readonly string[],
  allowReassignment: boolean,
): void {
  const eni = changeable(cloud, eniId);
  const added = addresses.filter((address) => !eni.addresses.some((it) => it.address === address));
  const holders = added.map((address) => cloud.enis.list().find((other) => has(other, address)));
  for (const [position, holder] of holders.entries()) {
    const address = added[position] ?? '';
    if (holder?.addresses[0]?.address === address || (holder && !allowReassignment))
      throw new CloudError('InvalidParameterValue', `[${address}] Address is in use.`);
  }
  const held = eni.attachment && cloud.instances.get(eni.attachment.instanceId);
  const limit = held ? limitsOf(held.instanceType).ipv4AddressesPerInterface : Infinity;
  if (eni.addresses.length + added.length > limit)
    throw new CloudError('PrivateIpAddressLimitExceeded', `Number of private addresses will exceed limit.`);
  for (const address of added) withoutAddress(cloud, address);
  const record = cloud.eni(eniId);
  change(cloud, { ...record, addresses: [...record.addresses, ...added.map((address) => ({ address }))] });
}

export function unassignAddresses(cloud: Cloud, eniId: string, addresses: readonly string[]): void {
  const eni = changeable(cloud, eniId);
  const secondary = eni.addresses.slice(1).map((it) => it.address);
  if (!addresses.every((address) => secondary.includes(address)))
    throw new CloudError(
      'InvalidParameterValue',
      `Some of the specified addresses are not assigned to interface ${eniId}`,
    );
  for (const address of addresses) withoutAddress(cloud, address);
}

/** Associates an Elastic IP with a private address, the ENI's primary one if none is named; returns the association id. */
export function associateAddress(
  cloud: Cloud,
  request: {
    allocationId: string;
    eniId: string;
    privateIp: string | undefined;
    allowReassociation: boolean;
  },
): string {
  const found = findElastic(cloud, (it) => it.allocationId === request.allocationId);
  if (!found)
    throw new CloudError(
      'InvalidAllocationID.NotFound',
      `The allocation ID '${request.allocationId}' does not exist`,
    );
  const eni = changeable(cloud, request.eniId);
  const privateIp = request.privateIp ?? eni.addresses[0]?.address;
  const target = eni.addresses.find((it) => it.address === privateIp);
  if (!target)
    throw new CloudError(
      'InvalidParameterValue',
      `The address ${privateIp ?? ''} is not assigned to ${eni.eniId}`,
    );
  if (target.elastic?.allocationId === request.allocationId) return target.elastic.associationId;
  if (!request.allowReassociation && (found.eniId !== undefined || target.elastic))
    throw new CloudError(
      'Resource.AlreadyAssociated',
      `resource ${request.allocationId} is already associated with associate-id ${found.elastic.associationId}`,
    );
  disassociateAddress(cloud, (it) => it.allocationId === request.allocationId);
  if (target.elastic) cloud.freeAddresses.set(target.elastic.allocationId, target.elastic);
  const elastic = { ...found.elastic, associationId: cloud.newId('eipassoc') };
  cloud.freeAddresses.delete(elastic.allocationId);
  setElastic(cloud, request.eniId, target.address, elastic);
  return elastic.associationId;
}

/** True if something was associated; the address stays allocated. */
export function disassociateAddress(cloud: Cloud, which: (elastic: ElasticAddress) => boolean): boolean {
  const found = findElastic(cloud, which);
  if (found?.eniId === undefined) return false;
  setElastic(cloud, found.eniId, found.privateIp ?? '', undefined);
  cloud.freeAddresses.set(found.elastic.allocationId, found.elastic);
  return true;
}

export interface FoundElastic {
  readonly elastic: ElasticAddress;
  /** Undefined: allocated but not associated. */
  readonly eniId: string | undefined;
  readonly privateIp: string | undefined;
}

/** All Elastic IPs of the account. */
export function listElastics(cloud: Cloud, asOfMs = Infinity): FoundElastic[] {
  const associated = cloud.enis
    .list(asOfMs)
    .flatMap((eni) =>
      eni.addresses.flatMap((it) =>
        it.elastic ? [{ elastic: it.elastic, eniId: eni.eniId, privateIp: it.address }] : [],
      ),
    );
  const free = cloud.freeAddresses
    .list(asOfMs)
    .map((elastic) => ({ elastic, eniId: undefined, privateIp: undefined }));
  return [...associated, ...free];
}

function findElastic(cloud: Cloud, which: (elastic: ElasticAddress) => boolean): FoundElastic | undefined {
  return listElastics(cloud).find((it) => which(it.elastic));
}

function setElastic(cloud: Cloud, eniId: string, address: string, elastic: ElasticAddress | undefined): void {
  const eni = cloud.eni(eniId);
  const addresses = eni.addresses.map((it): EniAddress =>
    it.address === address ? { address, elastic } : it,
  );
  change(cloud, { ...eni, addresses });
}

function withoutAddress(cloud: Cloud, address: string): void {
  const holder = cloud.enis.list().find((eni) => has(eni, address));
  if (holder)
    change(cloud, { ...holder, addresses: holder.addresses.filter((it) => it.address !== address) });
}

function has(eni: EniRecord, address: string): boolean {
  return eni.addresses.some((it) => it.address === address);
}

function change(cloud: Cloud, eni: EniRecord): void {
  cloud.enis.set(eni.eniId, eni);
  cloud.events.add({ kind: 'eni-changed', eniId: eni.eniId, detail: 'addresses' });
}

function changeable(cloud: Cloud, eniId: string): EniRecord {
  const eni = cloud.eni(eniId);
  if (eni.requesterManaged || eni.operatorManaged)
    throw refuse.notPermitted(`You are not allowed to manage the network interface '${eniId}'.`);
  return eni;
}

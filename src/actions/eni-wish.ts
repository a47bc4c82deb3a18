import type { Eni, EniFacts } from '../domain/eni.ts';
import type { NetworkWish } from '../domain/ports.ts';
import type { ActionParameters } from './action-context.ts';

/** What may be remembered of an ENI; the subnet's ranges once they are known. */
export function factsOf(eni: Eni, known: EniFacts | undefined): EniFacts {
  const sameSubnet = known?.subnetId === eni.subnetId ? known : undefined;
  return {
    eniId: eni.eniId,
    mac: eni.mac,
    primaryIpv4: eni.ipv4[0] ?? '',
    subnetId: eni.subnetId,
    ipv4Cidr: sameSubnet?.ipv4Cidr,
    ipv6Cidrs: sameSubnet?.ipv6Cidrs,
  };
}

/** What the host must look like for this ENI; undefined while the subnet's prefix length is not known. */
export function wishFor(eni: Eni, facts: EniFacts, parameters: ActionParameters): NetworkWish | undefined {
  if (facts.ipv4Cidr === undefined) return undefined;
  return {
    eniId: eni.eniId,
    mac: eni.mac,
    ipv4: eni.ipv4,
    ipv4Cidr: facts.ipv4Cidr,
    ipv6: eni.ipv6,
    ipv6Cidrs: facts.ipv6Cidrs ?? [],
    routeTable: parameters.routeTable,
    mtu: parameters.mtu,
    egress: parameters.egress,
    interfaceConfig: parameters.interfaceConfig,
  };
}

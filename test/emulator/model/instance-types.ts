/** What an instance type can hold (DescribeInstanceTypes, NetworkInfo). */
export interface InstanceTypeLimits {
  readonly maximumNetworkInterfaces: number;
  readonly ipv4AddressesPerInterface: number;
  readonly ipv6AddressesPerInterface: number;
  /** Interfaces each network card takes; one entry a card. */
  readonly networkCards: readonly number[];
  /** Xen instances have no DMI asset tag with the instance id and no ENA hot-plug of Nitro. */
  readonly hypervisor: 'nitro' | 'xen';
}

export const instanceTypes: Readonly<Record<string, InstanceTypeLimits>> = {
  't2.micro': single(2, 2, 'xen'),
  't3.nano': single(2, 2),
  't3.micro': single(2, 2),
  't3.small': single(3, 4),
  't3.medium': single(3, 6),
  'm5.large': single(3, 10),
  'c5n.large': single(3, 10),
  'c5n.4xlarge': single(8, 30),
  'c6in.32xlarge': {
    maximumNetworkInterfaces: 16,
    ipv4AddressesPerInterface: 50,
    ipv6AddressesPerInterface: 50,
    networkCards: [8, 8],
    hypervisor: 'nitro',
  },
  'p4d.24xlarge': {
    maximumNetworkInterfaces: 60,
    ipv4AddressesPerInterface: 50,
    ipv6AddressesPerInterface: 50,
    networkCards: [15, 15, 15, 15],
    hypervisor: 'nitro',
  },
};

/** Throws where the emulator has no such type, since inventing limits would hide a mistake in a world file. */
export function limitsOf(instanceType: string): InstanceTypeLimits {
  const limits = instanceTypes[instanceType];
  if (!limits) throw new Error(`instance type ${instanceType} is not known to the emulator`);
  return limits;
}

function single(
  interfaces: number,
  addresses: number,
  hypervisor: 'nitro' | 'xen' = 'nitro',
): InstanceTypeLimits {
  return {
    maximumNetworkInterfaces: interfaces,
    ipv4AddressesPerInterface: addresses,
    ipv6AddressesPerInterface: addresses,
    networkCards: [interfaces],
    hypervisor,
  };
}

import { isIPv6 } from 'node:net';

/** Prefix length of a CIDR block such as `10.0.1.0/24`. Throws on anything else. */
export function prefixLength(cidr: string): number {
  const length = Number(cidr.split('/')[1] ?? Number.NaN);
  if (!Number.isInteger(length) || length < 0 || length > 128) throw new Error(`not a CIDR block: ${cidr}`);
  return length;
}

/** The router of a subnet: a VPC reserves the first address after the network's own (10.0.1.0/24 → 10.0.1.1). */
export function gatewayOf(cidr: string): string {
  return toDotted(networkOf(cidr) + 1);
}

/** Whether an IPv4 address, or every address of an IPv4 block, lies in the IPv4 block `cidr`. */
export function isInside(addressOrCidr: string, cidr: string): boolean {
  const [address = '', length = '32'] = addressOrCidr.split('/');
  return (
    Number(length) >= prefixLength(cidr) && networkOf(`${address}/${prefixLength(cidr)}`) === networkOf(cidr)
  );
}

/** Whether a destination (address or block) is IPv6. */
export function isIpv6Destination(destination: string): boolean {
  return isIPv6(destination.split('/')[0] ?? '');
}

function networkOf(cidr: string): number {
  const address = toNumber(cidr.split('/')[0] ?? '');
  const blockSize = 2 ** (32 - prefixLength(cidr));
  return Math.floor(address / blockSize) * blockSize;
}

function toNumber(dotted: string): number {
  const octets = dotted.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => !Number.isInteger(octet) || octet < 0 || octet > 255)) {
    throw new Error(`not an IPv4 address: ${dotted}`);
  }
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function toDotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

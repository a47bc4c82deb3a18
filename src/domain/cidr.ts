import { AgentError } from './errors.ts';

export type IpFamily = 4 | 6;

export interface IpAddress {
  readonly family: IpFamily;
  readonly value: bigint;
}

export interface Cidr {
  readonly family: IpFamily;
  /** The network's first address, host bits cleared. */
  readonly network: bigint;
  readonly prefixLength: number;
}

/** The number of bits of an address: 32 or 128. */
export function addressBits(family: IpFamily): number {
  return family === 4 ? 32 : 128;
}

/** Parses an IPv4 or IPv6 address without prefix length or zone; undefined when it is none. */
export function parseIp(text: string): IpAddress | undefined {
  const value = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { family: text.includes(':') ? 6 : 4, value };
}

/** The one way to write an address that the kernel and EC2 agree on (RFC 5952). Throws AgentError `failed` on nonsense. */
export function canonicalIp(text: string): string {
  return formatIp(mustParse(text));
}

/** Parses `address/length`; host bits are cleared. Throws AgentError `failed` when it is not a CIDR block. */
export function parseCidr(text: string): Cidr {
  const [address = '', length = '', ...rest] = text.split('/');
  const ip = parseIp(address);
  const prefixLength = Number(length);
  if (
    ip === undefined ||
    rest.length > 0 ||
    !/^\d{1,3}$/.test(length) ||
    prefixLength > addressBits(ip.family)
  ) {
    throw new AgentError('failed', `"${text}" is not a CIDR block`);
  }
  const hostBits = BigInt(addressBits(ip.family) - prefixLength);
  return { family: ip.family, network: (ip.value >> hostBits) << hostBits, prefixLength };
}

export function formatCidr(cidr: Cidr): string {
  return `${formatIp({ family: cidr.family, value: cidr.network })}/${String(cidr.prefixLength)}`;
}

/** True when the address lies in the block; an address of the other family never does. */
export function cidrContains(cidr: Cidr, address: string): boolean {
  const ip = mustParse(address);
  const hostBits = BigInt(addressBits(cidr.family) - cidr.prefixLength);
  return ip.family === cidr.family && ip.value >> hostBits === cidr.network >> hostBits;
}

/** The address after the network's own: the gateway of every IPv4 subnet of a VPC. */
export function firstHost(cidr: Cidr): string {
  return formatIp({ family: cidr.family, value: cidr.network + 1n });
}

export function formatIp({ family, value }: IpAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((value >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  const zeros = longestZeroRun(groups);
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (zeros.length < 2) return hex(groups);
  return `${hex(groups.slice(0, zeros.start))}::${hex(groups.slice(zeros.start + zeros.length))}`;
}

function mustParse(text: string): IpAddress {
  const ip = parseIp(text);
  if (ip === undefined) throw new AgentError('failed', `"${text}" is not an IP address`);
  return ip;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    // A leading zero would be read as octal by some tools: nobody means that.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = withoutDots(text).split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** `::ffff:10.0.0.1` ends in an IPv4 address, which stands for the last two groups. */
function withoutDots(text: string): string {
  const start = text.lastIndexOf(':') + 1;
  const ipv4 = parseIpv4(text.slice(start));
  if (ipv4 === undefined) return text;
  return `${text.slice(0, start)}${(ipv4 >> 16n).toString(16)}:${(ipv4 & 0xffffn).toString(16)}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, index) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  });
  return best;
}

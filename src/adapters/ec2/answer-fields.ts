import { canonicalIp, parseCidr, parseIp } from '../../domain/cidr.ts';
import { macPattern } from '../../domain/eni.ts';
import { AgentError } from '../../domain/errors.ts';

/** Checks of what EC2 answers. An answer with parts missing, or with nonsense, is no answer: all throw, kind `transient`. */

/** The only element of a list that was asked for by id. */
export function only<T>(list: readonly T[] | undefined, what: string): T {
  const [first] = list ?? [];
  if (first === undefined) throw new AgentError('transient', `EC2's answer lacks ${what}`);
  return first;
}

export function need<T>(value: T | undefined, what: string): T {
  if (value === undefined || value === '') throw new AgentError('transient', `EC2's answer lacks ${what}`);
  return value;
}

/** The SDK makes NaN of what is no number. */
export function integer(value: number, what: string): number {
  if (Number.isInteger(value)) return value;
  throw new AgentError('transient', `EC2's answer has no whole number as ${what}`);
}

/** The text itself, if it is a range. */
export function toCidr(text: string): string {
  try {
    parseCidr(text);
    return text;
  } catch (cause) {
    throw new AgentError('transient', `EC2's answer has no address range: ${text}`, { cause });
  }
}

/** As the kernel writes it. What is no MAC would never be found there, and the ENI taken for absent. */
export function toMac(text: string): string {
  const mac = text.toLowerCase();
  if (!macPattern.test(mac)) throw new AgentError('transient', `EC2's answer has no MAC address: ${text}`);
  return mac;
}

/** As the kernel writes it. */
export function canonical(address: string): string {
  if (parseIp(address) === undefined)
    throw new AgentError('transient', `EC2's answer has no IP address: ${address}`);
  return canonicalIp(address);
}

export function oneOf<T extends string>(known: readonly T[], value: string | undefined, what: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined)
    throw new AgentError('transient', `EC2's answer has an unknown ${what}: ${value ?? 'none'}`);
  return found;
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { AgentError } from '../../domain/errors.ts';
import type { HostChange } from '../../domain/host-change.ts';
import type { LinkSettings } from '../../domain/host-state.ts';

/** True where the kernel does IPv6 at all. */
export function kernelHasIpv6(sysctlRoot: string): boolean {
  return existsSync(`${sysctlRoot}/net/ipv6/conf/all`);
}

/** undefined when the link has gone. Throws AgentError `host` when a setting cannot be read. */
export function readLinkSettings(sysctlRoot: string, linkName: string): LinkSettings | undefined {
  const ipv4 = `${sysctlRoot}/net/ipv4/conf`;
  const ipv6 = `${sysctlRoot}/net/ipv6/conf`;
  const rpFilter = readNumber(`${ipv4}/${linkName}/rp_filter`);
  const rpFilterDefault = readNumber(`${ipv4}/default/rp_filter`);
  if (rpFilter === undefined || rpFilterDefault === undefined) return undefined;
  const hasIpv6 = readNumber(`${ipv6}/${linkName}/disable_ipv6`) === 0;
  return {
    rpFilter,
    rpFilterDefault,
    acceptRa: hasIpv6 ? readNumber(`${ipv6}/${linkName}/accept_ra`) : undefined,
    acceptRaDefault: hasIpv6 ? readNumber(`${ipv6}/default/accept_ra`) : undefined,
  };
}

/** Makes the changes that are kernel settings, and no others. Throws AgentError `host`. */
export function writeLinkSettings(sysctlRoot: string, changes: readonly HostChange[]): void {
  for (const change of changes) {
    if (change.kind === 'set-rp-filter')
      write(`${sysctlRoot}/net/ipv4/conf/${change.link}/rp_filter`, change.value);
    if (change.kind === 'set-accept-ra')
      write(`${sysctlRoot}/net/ipv6/conf/${change.link}/accept_ra`, change.value);
  }
}

function readNumber(path: string): number | undefined {
  try {
    const value = Number.parseInt(readFileSync(path, 'latin1'), 10);
    if (Number.isNaN(value)) throw new Error('not a number');
    return value;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new AgentError('host', `cannot read ${path}: ${reason(error)}`, { cause: error });
  }
}

function write(path: string, value: number): void {
  try {
    writeFileSync(path, `${String(value)}\n`);
  } catch (error) {
    throw new AgentError('host', `cannot write ${String(value)} to ${path}: ${reason(error)}`, {
      cause: error,
    });
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { readFileSync, readdirSync } from 'node:fs';
import { AgentError } from '../../domain/errors.ts';

/** One link's directory under /sys/class/net, read at one moment. */
export interface SysfsEntry {
  readonly name: string;
  readonly ifindex: number;
  readonly mac: string;
  readonly up: boolean;
  readonly running: boolean;
  readonly mtu: number;
  /** Backed by a device: not veth, bridge, bond, VLAN, tunnel, loopback. */
  readonly hardware: boolean;
  /** A bond, bridge, VLAN or the like, which may carry the MAC of a link below it. */
  readonly upper: boolean;
}

/** IFF_UP of the kernel's interface flags. */
const flagUp = 0x1;

/** What reading an attribute of a link says when the link has just gone, or the entry is no link (bonding_masters). */
const goneCodes = new Set(['ENOENT', 'ENODEV', 'ENOTDIR', 'EINVAL']);

/** Names under `netDirectory`. Throws AgentError `host` when it cannot be read: that is not "no links". */
export function listEntries(netDirectory: string): string[] {
  try {
    return readdirSync(netDirectory);
  } catch (error) {
    throw unreadable(netDirectory, error);
  }
}

/** The link's MAC, lower case; undefined when the link has gone or the entry is none. Throws AgentError `host`. */
export function readMac(netDirectory: string, name: string): string | undefined {
  return readAttribute(`${netDirectory}/${name}/address`)?.toLowerCase();
}

/** undefined when the link vanished before all was read. Throws AgentError `host` on any other failure. */
export function readEntry(netDirectory: string, name: string): SysfsEntry | undefined {
  const directory = `${netDirectory}/${name}`;
  const mac = readMac(netDirectory, name);
  const ifindex = readAttribute(`${directory}/ifindex`);
  const flags = readAttribute(`${directory}/flags`);
  const mtu = readAttribute(`${directory}/mtu`);
  const operstate = readAttribute(`${directory}/operstate`);
  const uevent = readAttribute(`${directory}/uevent`);
  const files = tryList(directory);
  if (mac === undefined || ifindex === undefined || flags === undefined || mtu === undefined)
    return undefined;
  if (operstate === undefined || uevent === undefined || files === undefined) return undefined;
  const up = (Number(flags) & flagUp) !== 0;
  const upper = files.some((file) => file.startsWith('lower_')) || /^DEVTYPE=/m.test(uevent);
  return {
    name,
    ifindex: Number(ifindex),
    mac,
    up,
    // "unknown" is what drivers without carrier detection report: the kernel counts it as running.
    running: up && (operstate === 'up' || operstate === 'unknown'),
    mtu: Number(mtu),
    hardware: files.includes('device') && !files.some((file) => file.startsWith('lower_')),
    upper,
  };
}

function readAttribute(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw unreadable(path, error);
  }
}

function tryList(directory: string): string[] | undefined {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw unreadable(directory, error);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && goneCodes.has(String(error.code));
}

function unreadable(path: string, error: unknown): AgentError {
  const reason = error instanceof Error ? error.message : String(error);
  return new AgentError('host', `cannot read the kernel's list of network links (${path}): ${reason}`, {
    cause: error,
  });
}

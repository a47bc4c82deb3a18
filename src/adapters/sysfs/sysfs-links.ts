import { networkInterfaces } from 'node:os';
import { AgentError } from '../../domain/errors.ts';
import type { Link, Links } from '../../domain/ports.ts';
import { linkAddresses, type InterfaceTable } from './link-addresses.ts';
import { listEntries, readEntry, readMac, type SysfsEntry } from './sysfs-entry.ts';

/** Tells of changes as the kernel announces them; see createLinkMonitor. */
export interface LinkChanges {
  /** Resolves to true at the next announcement, to false after `timeoutMs`. Never throws. */
  next(timeoutMs: number): Promise<boolean>;
  /** True while announcements can be relied on alone. */
  isReliable(): boolean;
}

export interface SysfsLinksOptions {
  /** Where sysfs is mounted. */
  readonly sysRoot?: string;
  /** The addresses of all running links; os.networkInterfaces() by default. */
  readonly interfaceTable?: () => InterfaceTable;
  /** Without it, or while it is not reliable, the list of links is polled every 50 ms during a wait. */
  readonly changes?: LinkChanges;
}

const pollIntervalMs = 50;

/** A link renamed between the reads of its name and of its addresses: so often in a row it never happens. */
const maxRereads = 3;

/** The kernel's links as sysfs shows them: no child process, no request, some ten microseconds a link. */
export function createSysfsLinks(options: SysfsLinksOptions = {}): Links {
  const netDirectory = `${options.sysRoot ?? '/sys'}/class/net`;
  const interfaceTable = options.interfaceTable ?? networkInterfaces;
  const changes = options.changes;
  let lastSeen: string | undefined;

  function list(): string[] {
    const names = listEntries(netDirectory);
    lastSeen = names.join('\n');
    return names;
  }

  function changedSinceLastRead(): boolean {
    try {
      return lastSeen !== undefined && listEntries(netDirectory).join('\n') !== lastSeen;
    } catch {
      // The next real read meets the same failure and reports it.
      return true;
    }
  }

  return {
    findByMac(mac) {
      const wanted = mac.toLowerCase();
      return settle(() => {
        for (let attempt = 0; attempt < maxRereads; attempt += 1) {
          const entry = lowest(list(), netDirectory, wanted);
          if (entry === undefined) return undefined;
          const link = toLink(entry, readTable(interfaceTable));
          // No address on a running link: it may have been renamed in between, so look whether the name still holds.
          if (link.addresses.length > 0 || !link.running) return link;
          if (readEntry(netDirectory, entry.name)?.ifindex === entry.ifindex) return link;
        }
        throw new AgentError('host', `the link with MAC ${mac} keeps changing its name`);
      });
    },

    hardwareLinks() {
      return settle(() => {
        const entries = list().map((name) => readEntry(netDirectory, name));
        const table = readTable(interfaceTable);
        return entries
          .filter((entry) => entry !== undefined)
          .filter((entry) => entry.hardware)
          .map((entry) => toLink(entry, table));
      });
    },

    async waitForChange(timeoutMs) {
      const endMs = performance.now() + timeoutMs;
      for (;;) {
        if (changedSinceLastRead()) return;
        const leftMs = endMs - performance.now();
        if (leftMs <= 0) return;
        const pauseMs = changes?.isReliable() === true ? leftMs : Math.min(leftMs, pollIntervalMs);
        if (await pause(changes, pauseMs)) return;
      }
    },
  };
}

/** True when a change was announced before the pause was over. */
async function pause(changes: LinkChanges | undefined, pauseMs: number): Promise<boolean> {
  if (changes !== undefined) return changes.next(pauseMs);
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  return false;
}

/**
 * The link that carries the MAC itself, not a bond, bridge or VLAN on top, which borrows it and may outlive it. Of
 * several the hardware one, then the oldest.
 */
function lowest(names: readonly string[], netDirectory: string, mac: string): SysfsEntry | undefined {
  return names
    .filter((name) => readMac(netDirectory, name) === mac)
    .map((name) => readEntry(netDirectory, name))
    .filter((entry) => entry !== undefined)
    .filter((entry) => entry.mac === mac && (entry.hardware || !entry.upper))
    .sort((a, b) => Number(b.hardware) - Number(a.hardware) || a.ifindex - b.ifindex)[0];
}

function toLink(entry: SysfsEntry, table: InterfaceTable): Link {
  const { name, ifindex, mac, up, running, mtu } = entry;
  return { name, ifindex, mac, up, running, mtu, addresses: running ? linkAddresses(table, name) : [] };
}

function readTable(interfaceTable: () => InterfaceTable): InterfaceTable {
  try {
    return interfaceTable();
  } catch (error) {
    throw new AgentError('host', "cannot read the host's addresses", { cause: error });
  }
}

/** Reads are synchronous; the port is not. */
function settle<Result>(read: () => Result): Promise<Result> {
  return new Promise((resolve) => resolve(read()));
}

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkInterfaceInfo } from 'node:os';
import type { InterfaceTable } from '../../../src/adapters/sysfs/link-addresses.ts';

export interface TreeLink {
  readonly mac: string;
  readonly ifindex?: number;
  readonly up?: boolean;
  readonly operstate?: string;
  readonly mtu?: number;
  readonly hardware?: boolean;
  readonly devtype?: string;
  /** Names of the links below. */
  readonly lower?: readonly string[];
  readonly addresses?: readonly string[];
}

/** A folder that looks like /sys/class/net, with links that tests put in and take out. */
export class SysfsTree {
  readonly root = mkdtempSync(join(tmpdir(), 'eni-sysfs-'));
  readonly #addresses = new Map<string, readonly string[]>();
  #nextIfindex = 1;

  constructor() {
    mkdirSync(this.netDirectory, { recursive: true });
  }

  get netDirectory(): string {
    return join(this.root, 'class/net');
  }

  /** As in sysfs, the links' folders lie elsewhere and class/net has symbolic links to them. */
  add(name: string, link: TreeLink): void {
    const ifindex = link.ifindex ?? this.#nextIfindex;
    this.#nextIfindex = ifindex + 1;
    const home = join(this.root, `devices/${name}`);
    mkdirSync(home, { recursive: true });
    const files: Record<string, string> = {
      address: link.mac,
      ifindex: String(ifindex),
      flags: link.up === true ? '0x1003' : '0x1002',
      mtu: String(link.mtu ?? 1500),
      operstate: link.operstate ?? (link.up === true ? 'up' : 'down'),
      uevent: `${link.devtype === undefined ? '' : `DEVTYPE=${link.devtype}\n`}INTERFACE=${name}\nIFINDEX=${ifindex}`,
    };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(home, file), `${text}\n`);
    if (link.hardware === true) symlinkSync('../../pci0000:00', join(home, 'device'));
    for (const lower of link.lower ?? []) symlinkSync(`../${lower}`, join(home, `lower_${lower}`));
    this.#addresses.set(name, link.addresses ?? []);
    symlinkSync(`../../devices/${name}`, join(this.netDirectory, name));
  }

  remove(name: string): void {
    rmSync(join(this.netDirectory, name));
    rmSync(join(this.root, `devices/${name}`), { recursive: true });
    this.#addresses.delete(name);
  }

  interfaceTable(): InterfaceTable {
    const entries = [...this.#addresses].map(([name, addresses]): [string, NetworkInterfaceInfo[]] => [
      name,
      addresses.map((address) => info(address)),
    ]);
    return Object.fromEntries(entries.filter(([, infos]) => infos.length > 0));
  }

  destroy(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export function info(address: string): NetworkInterfaceInfo {
  const common = { address, netmask: '', mac: '00:00:00:00:00:00', internal: false, cidr: null };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
}

import { existsSync, readFileSync } from 'node:fs';
import type { ManagerName } from '../domain/admin-ports.ts';

/**
 * What a network manager of the host means to do with a link.
 * `none`: nobody but the agent will touch it. `expected`: a manager runs here and has not said yet whether it will.
 * `under-way`: it is at work, or has said that the link is its. `finished`: it has done what it wanted, or given up.
 */
export type ManagerWork = 'none' | 'expected' | 'under-way' | 'finished';

export interface ManagedLink {
  readonly name: string;
  readonly ifindex: number;
}

/** What each manager leaves under /run as long as it runs, whatever it does with which link. */
const marks: Readonly<Record<ManagerName, string>> = {
  'systemd-networkd': 'systemd/netif/state',
  NetworkManager: 'NetworkManager/devices',
  'amazon-ec2-net-utils': 'amazon-ec2-net-utils',
  'cloud-netconfig': 'netconfig/cloud',
};

/** The network managers that run here. */
export function runningManagers(runRoot: string): readonly ManagerName[] {
  return (Object.keys(marks) as ManagerName[]).filter((name) => runs(runRoot, name));
}

function runs(runRoot: string, name: ManagerName): boolean {
  return existsSync(`${runRoot}/${marks[name]}`);
}

/**
 * Reads what systemd-networkd, NetworkManager, amazon-ec2-net-utils and cloud-netconfig leave under /run about a link.
 * Files, not D-Bus: no process, no socket. A file that is missing or unreadable says nothing. Of several managers the
 * one with the most to do counts.
 */
export function readManagerWork(runRoot: string, link: ManagedLink): ManagerWork {
  const works = [
    networkdWork(runRoot, link),
    networkManagerWork(runRoot, link),
    netUtilsWork(runRoot, link),
    cloudNetconfigWork(runRoot, link),
  ];
  return (['under-way', 'expected', 'finished'] as const).find((work) => works.includes(work)) ?? 'none';
}

/** ADMIN_STATE in links/IFINDEX, which networkd writes for every link it has seen, its own or not. */
function networkdWork(runRoot: string, link: ManagedLink): ManagerWork {
  const state = readValue(`${runRoot}/systemd/netif/links/${String(link.ifindex)}`, 'ADMIN_STATE');
  switch (state) {
    case undefined:
      return runs(runRoot, 'systemd-networkd') ? 'expected' : 'none';
    case 'unmanaged':
      return 'none';
    case 'configured':
    case 'failed':
    case 'linger':
      return 'finished';
    default:
      return 'under-way';
  }
}

/** devices/IFINDEX has `managed=true` or `false`; it is written when the device changes its state, so late. */
function networkManagerWork(runRoot: string, link: ManagedLink): ManagerWork {
  const managed = readValue(`${runRoot}/NetworkManager/devices/${String(link.ifindex)}`, 'managed');
  if (managed === 'true') return 'under-way';
  if (managed === 'false') return 'none';
  return runs(runRoot, 'NetworkManager') ? 'expected' : 'none';
}

/** It writes a networkd unit for each ENI it means to configure; networkd does the work. */
function netUtilsWork(runRoot: string, link: ManagedLink): ManagerWork {
  if (existsSync(`${runRoot}/systemd/network/70-${link.name}.network`)) return 'under-way';
  return runs(runRoot, 'amazon-ec2-net-utils') ? 'expected' : 'none';
}

/** netconfig keeps a directory per configured link, cloud-netconfig a list of what it added under cloud/. */
function cloudNetconfigWork(runRoot: string, link: ManagedLink): ManagerWork {
  if (existsSync(`${runRoot}/netconfig/${link.name}`)) return 'under-way';
  return runs(runRoot, 'cloud-netconfig') ? 'expected' : 'none';
}

function readValue(path: string, key: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${key}=`));
  return line?.slice(key.length + 1).trim();
}

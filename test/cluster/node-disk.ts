import { chmodSync, chownSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Owner, group and mode as Pacemaker's daemons want them. */
export interface FileAttributes {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * What lies on a node's disk and not on the host's. It outlives the node's power cycles. Files can be installed under
 * /etc, /usr/sbin, /usr/lib/ocf/resource.d and /var/lib while the node is off; the folders listed in
 * {@link writableFolders} the node writes itself.
 */
export interface NodeDisk {
  readonly path: string;
  install(file: string, content: string, attributes?: FileAttributes): void;
  link(file: string, target: string): void;
  /** From the next boot on, the node can change everything under /etc, /usr and /var/lib, and keeps that. */
  allowChanges(): void;
  /** Where the host finds a file of the node. */
  hostPath(file: string): string;
}

/** Everything that the cluster stack, crmsh, pcs and the agent write; all else under /etc and /var/lib is read-only. */
export const writableFolders = [
  'etc/corosync',
  'etc/pacemaker',
  'etc/crm',
  'root',
  'var/cache',
  'var/log',
  'var/tmp',
  'var/lib/corosync',
  'var/lib/eni-agent',
  'var/lib/heartbeat',
  'var/lib/pacemaker',
  'var/lib/pcsd',
] as const;

const pacemakerFolders = ['blackbox', 'cib', 'cores', 'pengine'];

/** Lays out an empty disk at `path`. `cluster` owns Pacemaker's folders (user hacluster, group haclient). */
export function createNodeDisk(path: string, cluster: { uid: number; gid: number }): NodeDisk {
  for (const folder of ['usr/lib/ocf/resource.d', 'usr/sbin', ...writableFolders]) {
    mkdirSync(join(path, folder), { recursive: true, mode: 0o755 });
  }
  for (const folder of ['log/corosync', 'log/crmsh', 'log/pacemaker', 'log/pcsd'])
    mkdirSync(join(path, 'var', folder));
  for (const folder of pacemakerFolders) {
    const own = join(path, 'var/lib/pacemaker', folder);
    mkdirSync(own, { mode: 0o750 });
    chownSync(own, cluster.uid, cluster.gid);
  }
  writeFileSync(join(path, 'writable'), `${writableFolders.join('\n')}\n`);
  copyFileSync('/etc/crm/crm.conf', join(path, 'etc/crm/crm.conf'));

  const hostPath = (file: string): string => join(path, file);
  const within = (file: string): string => {
    const target = hostPath(file);
    mkdirSync(dirname(target), { recursive: true });
    return target;
  };
  return {
    path,
    hostPath,
    install(file, content, { mode = 0o644, uid = 0, gid = 0 } = {}) {
      const target = within(file);
      writeFileSync(target, content);
      chmodSync(target, mode);
      chownSync(target, uid, gid);
    },
    link: (file, target) => symlinkSync(target, within(file)),
    allowChanges() {
      mkdirSync(hostPath('changes'));
    },
  };
}

import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from './wait-until.ts';

/**
 * A cgroup (version 2) around all processes of a node. `cgroup.freeze` stops them between two instructions, as a hung
 * kernel would; `cgroup.kill` ends them all at once, as a power cut would.
 */
export interface ControlGroup {
  readonly path: string;
  freeze(): Promise<void>;
  thaw(): void;
  kill(): Promise<void>;
  isEmpty(): boolean;
  isFrozen(): boolean;
  /** Whether a process is in it: a pid that was reused by a process of somebody else is not. */
  holds(pid: number): boolean;
  remove(): void;
}

const mountPoints = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'];

/** Where version 2 is mounted, alone or beside version 1. Throws where the host has none. */
export function controlGroupRoot(): string {
  const root = mountPoints.find((path) => existsSync(join(path, 'cgroup.procs')) && hasVersion2(path));
  if (root === undefined) throw new Error(`no cgroup v2 at ${mountPoints.join(' or ')}`);
  return root;
}

function hasVersion2(path: string): boolean {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .some((line) => line.includes(` ${path} cgroup2 `));
}

/** Makes (or adopts) the cgroup `root/lab/node`. */
export function createControlGroup(lab: string, node: string): ControlGroup {
  const path = join(controlGroupRoot(), lab, node);
  mkdirSync(path, { recursive: true });
  return openControlGroup(path);
}

export function openControlGroup(path: string): ControlGroup {
  const write = (file: string, value: string): void => writeFileSync(join(path, file), value);
  const event = (name: string): string | undefined =>
    new RegExp(`^${name} (\\d)$`, 'm').exec(readFileSync(join(path, 'cgroup.events'), 'utf8'))?.[1];
  const isEmpty = (): boolean => !existsSync(path) || event('populated') === '0';
  const isFrozen = (): boolean => event('frozen') === '1';
  return {
    path,
    isEmpty,
    isFrozen,
    holds: (pid) =>
      existsSync(path) && readFileSync(join(path, 'cgroup.procs'), 'utf8').split('\n').includes(String(pid)),
    async freeze() {
      write('cgroup.freeze', '1');
      await waitUntil(isFrozen, {
        timeoutMs: 5_000,
        intervalMs: 5,
        what: `${path} frozen`,
      });
    },
    thaw: () => write('cgroup.freeze', '0'),
    async kill() {
      if (isEmpty()) return;
      write('cgroup.kill', '1');
      await waitUntil(isEmpty, { timeoutMs: 5_000, intervalMs: 5, what: `${path} without processes` });
      write('cgroup.freeze', '0');
    },
    remove() {
      if (!existsSync(path)) return;
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        if (entry.isDirectory()) openControlGroup(join(path, entry.name)).remove();
      }
      rmdirSync(path);
    },
  };
}

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { AgentError } from '../../domain/errors.ts';
import type { Installed, Installer } from '../../domain/installation.ts';
import type { Clock } from '../../domain/ports.ts';
import { isRunning, stillRunning, usersOf } from './processes.ts';
import { makeVersionTree, syncToDisk } from './version-tree.ts';

const base = '/usr/lib/eni-agent';
/** What a package brings; beside it lie `current`, a link, and the folders of versions. */
const packaged = join(base, 'package');
const current = join(base, 'current');
const agentInUse = join(current, 'ocf/eni');
const resourceAgent = '/usr/lib/ocf/resource.d/forward3d/eni';
const commands = ['/usr/bin/eni-agent', '/usr/local/bin/eni-agent'];

const cacheTimeoutMs = 60_000;
/** Most actions end within a second. One that waits for EC2 may take minutes, which an upgrade should not. */
const patienceMs = 10_000;
const pollMs = 100;

export interface InstallerOptions {
  /** The folder of the program that runs. */
  readonly source: string;
  /** The Node that runs it, which the agent will use if the program did not bring its own. */
  readonly node: string;
  readonly uid: number;
  readonly clock: Clock;
}

/** The installation of this host. */
export function createHostInstaller({ source, node, uid, clock }: InstallerOptions): Installer {
  const isPackage = source === packaged;
  const asRoot = <T>(act: () => T | Promise<T>): Promise<T> => translated(uid, act);
  return {
    isPackage,
    hasPackage: () => existsSync(packaged),

    install: (version) =>
      asRoot(async (): Promise<Installed> => {
        if (!isPackage) refuseForeignAgent();
        mkdirSync(base, { recursive: true, mode: 0o755 });
        const earlier = versionFolders();
        const folder = freeFolder(version, earlier);
        const draft = `${folder}.new`;
        makeVersionTree(source, draft, isPackage);
        if (!existsSync(join(draft, 'runtime'))) linkRuntime(draft, node);
        const withoutCache = await makeCodeCache(draft);
        renameSync(draft, folder);
        point(current, folder.slice(base.length + 1));
        if (!isPackage) linkAgent();
        const stillUsedBy = await removeUnused(earlier, clock);
        return { folder, withoutCache, stillUsedBy };
      }),

    uninstall: () =>
      asRoot(() => {
        if (!isPackage && pointsAt(resourceAgent, agentInUse)) {
          rmSync(resourceAgent);
          removeIfEmpty(dirname(resourceAgent));
        }
        rmSync(current, { force: true });
        for (const folder of versionFolders()) rmSync(folder, { recursive: true });
        removeIfEmpty(base);
      }),

    pacemakerRuns: () => isRunning('pacemakerd'),
  };
}

async function translated<T>(uid: number, act: () => T | Promise<T>): Promise<T> {
  if (uid !== 0) throw new AgentError('host', 'only root can change the installation of this host');
  try {
    return await act();
  } catch (error) {
    throw error instanceof AgentError
      ? error
      : new AgentError('host', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** All folders but the package's, also those that an interrupted installation left. */
function versionFolders(): readonly string[] {
  if (!existsSync(base)) return [];
  return readdirSync(base, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'package')
    .map(({ name }) => join(base, name));
}

/** The same version may be installed again while it is in use. */
function freeFolder(version: string, taken: readonly string[]): string {
  for (let count = 1; ; count += 1) {
    const folder = join(base, count === 1 ? version : `${version}.${count}`);
    if (!taken.includes(folder) && !taken.includes(`${folder}.new`)) return folder;
  }
}

function linkRuntime(tree: string, node: string): void {
  mkdirSync(join(tree, 'runtime/bin'), { recursive: true, mode: 0o755 });
  symlinkSync(node, join(tree, 'runtime/bin/node'));
}

/** For the Node that the agent will run with, before anybody runs it. */
async function makeCodeCache(tree: string): Promise<string | undefined> {
  const { failed, stderr, shortMessage } = await execa(
    join(tree, 'runtime/bin/node'),
    [join(tree, 'dist/make-code-cache.js')],
    { reject: false, stdin: 'ignore', timeout: cacheTimeoutMs, killSignal: 'SIGKILL' },
  );
  if (!failed) return undefined;
  return stderr === '' ? shortMessage : (stderr.split('\n')[0] ?? '');
}

function refuseForeignAgent(): void {
  const found = lstatSync(resourceAgent, { throwIfNoEntry: false });
  if (found !== undefined && !found.isSymbolicLink()) {
    throw new AgentError('host', `${resourceAgent} is another agent: move it away first`);
  }
}

/** Where Pacemaker looks for the agent. */
function linkAgent(): void {
  if (pointsAt(resourceAgent, agentInUse)) return;
  mkdirSync(dirname(resourceAgent), { recursive: true, mode: 0o755 });
  point(resourceAgent, agentInUse);
}

function pointsAt(link: string, target: string): boolean {
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return false;
  return resolve(dirname(link), readlinkSync(link)) === target;
}

/** In one step: whoever follows the link finds the earlier target or this one. */
function point(link: string, target: string): void {
  const next = `${link}.new`;
  rmSync(next, { force: true });
  symlinkSync(target, next);
  renameSync(next, link);
  syncToDisk(dirname(link));
}

/** Who starts from now on gets the version in use, so those that run now are waited for. */
async function removeUnused(earlier: readonly string[], clock: Clock): Promise<readonly number[]> {
  if (earlier.length === 0) return [];
  let users = usersOf(base, [resourceAgent, ...commands], packaged);
  const endMs = clock.nowMs() + patienceMs;
  while (users.length > 0 && clock.nowMs() < endMs) {
    await clock.sleep(pollMs);
    users = stillRunning(users);
  }
  if (users.length === 0) for (const folder of earlier) rmSync(folder, { recursive: true });
  return users.map(({ pid }) => pid);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runtimePackage, type Architecture } from './architectures.ts';
import type { Project } from './project.ts';
import { runTool } from './run-tool.ts';

/** A Node runtime for another machine cannot be had. */
export class NoRuntimeError extends Error {
  readonly kind = 'no-runtime';
}

const fetchTimeoutMs = 180_000;
/** Without a registry the answer shall come within seconds; npm would try for minutes. */
const impatient = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000'];

/**
 * The folder of the Node runtime for an architecture, in the version that package-lock.json pins: the one that npm installed, or
 * one that is fetched from the npm registry and kept beside it. Throws NoRuntimeError where the registry does not answer
 * or answers something else than what is pinned.
 */
export async function findRuntime(project: Project, architecture: Architecture): Promise<string> {
  const name = runtimePackage(architecture);
  const installed = join(project.root, 'node_modules', name);
  if (existsSync(join(installed, 'bin/node'))) return installed;
  const pinned = project.lock.get(`node_modules/${name}`);
  if (pinned?.integrity === undefined) throw new NoRuntimeError(`package-lock.json pins no ${name}`);
  const id = `${name}@${pinned.version}`;
  const kept = join(project.root, 'node_modules/.cache/eni-agent', id);
  if (!existsSync(kept)) await fetchPackage(id, pinned.integrity, kept);
  return kept;
}

async function fetchPackage(id: string, integrity: string, target: string): Promise<void> {
  const parent = join(target, '..');
  await mkdir(parent, { recursive: true });
  const scratch = await mkdtemp(join(parent, 'fetch-'));
  try {
    const archive = join(scratch, (await pack(id, scratch)).trim());
    if (digest(await readFile(archive)) !== integrity) {
      throw new NoRuntimeError(`the registry's ${id} is not the one that package-lock.json pins`);
    }
    await runTool('tar', ['-xzf', archive, '-C', scratch, 'package/bin/node', 'package/LICENSE']);
    await rename(join(scratch, 'package'), target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function pack(id: string, folder: string): Promise<string> {
  try {
    const options = { cwd: folder, timeoutMs: fetchTimeoutMs };
    return await runTool('npm', ['pack', id, '--silent', '--loglevel=silent', ...impatient], options);
  } catch (error) {
    throw new NoRuntimeError(`npm cannot fetch ${id} from its registry`, { cause: error });
  }
}

function digest(content: Buffer): string {
  return `sha512-${createHash('sha512').update(content).digest('base64')}`;
}

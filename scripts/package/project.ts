import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the packages say of the project: all from its own files. */
export interface Project {
  readonly root: string;
  /** package.json as it is. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly version: string;
  readonly lock: ReadonlyMap<string, LockedPackage>;
}

/** An entry of package-lock.json. */
export interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

export async function readProject(root: string): Promise<Project> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const { name, version } = manifest as { name: string; version: string };
  return { root, manifest, name, version, lock: new Map(Object.entries(packages)) };
}

/**
 * Who answers for the packages, name and address as they write them: the author in package.json, unless DEBFULLNAME and
 * DEBEMAIL name who makes these ones. Throws if package.json has none.
 */
export function maintainerOf(
  { manifest }: Pick<Project, 'manifest'>,
  { DEBFULLNAME, DEBEMAIL }: Readonly<Record<string, string | undefined>>,
): string {
  const { name, email } = (manifest['author'] ?? {}) as { name?: string; email?: string };
  const [by, address] = [DEBFULLNAME ?? name, DEBEMAIL ?? email];
  if (by === undefined || address === undefined)
    throw new Error('package.json has no author with name and email, so nobody answers for the packages');
  return `${by} <${address}>`;
}

/** Debian and RPM sort a version with a tilde before the one without, as npm does with a hyphen. */
export function systemVersion(version: string): string {
  return version.replace(/\+.*$/, '').replaceAll('-', '~');
}

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

/** Who answers for the packages, unless DEBFULLNAME and DEBEMAIL name somebody else. */
const maintainer = ['eni-agent maintainers', 'eni-agent@users.noreply.github.com'] as const;

export async function readProject(root: string): Promise<Project> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const { name, version } = manifest as { name: string; version: string };
  return { root, manifest, name, version, lock: new Map(Object.entries(packages)) };
}

/** Name and address of the maintainer, as packages write them. */
export function maintainerOf({
  DEBFULLNAME,
  DEBEMAIL,
}: Readonly<Record<string, string | undefined>>): string {
  return `${DEBFULLNAME ?? maintainer[0]} <${DEBEMAIL ?? maintainer[1]}>`;
}

/** Debian and RPM sort a version with a tilde before the one without, as npm does with a hyphen. */
export function systemVersion(version: string): string {
  return version.replace(/\+.*$/, '').replaceAll('-', '~');
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runtimePackage, type Architecture } from './architectures.ts';
import type { Project } from './project.ts';

/** A package of npm that is part of what is delivered. */
export interface Part {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

/** What is bundled or brought along, from the lock file: everything that is not for development alone. Sorted by name. */
export async function readParts(project: Project): Promise<readonly Part[]> {
  const entries = [...project.lock].filter(
    ([path, { dev }]) => path !== '' && dev !== true && !isRuntime(path),
  );
  const parts = entries.map(async ([path, { version, license = 'unknown' }]): Promise<Part> => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return { name, version, licence: license, text: await readLicence(join(project.root, path)) };
  });
  return (await Promise.all(parts)).sort((one, other) => (one.name < other.name ? -1 : 1));
}

function isRuntime(path: string): boolean {
  return path.startsWith('node_modules/node-linux-');
}

async function readLicence(folder: string): Promise<string> {
  const names = await readdir(folder);
  const files = names.filter((name) => /^(licen[cs]e|notice)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
}

/** All licences of a package for an architecture, as one SPDX expression. */
export function licenceExpression(project: Project, parts: readonly Part[]): string {
  const own = String(project.manifest['license']);
  return [...new Set([own, 'MIT', ...parts.map(({ licence }) => licence)])].sort().join(' AND ');
}

/** The file `copyright` of a package: whose work is in it, and on which terms. */
export function renderCopyright(
  project: Project,
  parts: readonly Part[],
  architecture: Architecture,
): string {
  const node = project.lock.get(`node_modules/${runtimePackage(architecture)}`)?.version ?? '';
  const byText = Map.groupBy(
    parts.filter(({ text }) => !isApache(text) && text !== ''),
    ({ text }) => text,
  );
  const sections = [...byText].map(
    ([text, users]) => `${rule}${users.map(({ name }) => name).join(', ')}:\n\n${text}\n`,
  );
  return `eni-agent is licensed under the Apache License, version 2.0; on Debian systems its text is in
/usr/share/common-licenses/Apache-2.0, and it is in https://www.apache.org/licenses/LICENSE-2.0.

Copyright: the authors of eni-agent

The program contains parts of these packages of npm, by their authors:

${parts.map(({ name, version, licence }) => `  ${name} ${version} (${licence})`).join('\n')}

The Node.js runtime, version ${node}, is /usr/lib/eni-agent/package/runtime/bin/node. Its licence, and those of what it
contains, are in /usr/lib/eni-agent/package/runtime/LICENSE.

${sections.join('\n')}`;
}

const rule = `${'-'.repeat(80)}\n`;

function isApache(text: string): boolean {
  return text.length > 9_000 && /Apache License\s+Version 2\.0, January 2004/.test(text);
}

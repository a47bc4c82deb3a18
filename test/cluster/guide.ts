import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const guidePath = fileURLToPath(new URL('../../docs/nat-cluster.md', import.meta.url));

/** How the agent is installed, for {@link readGuide}. */
export const installGuide = fileURLToPath(new URL('../../docs/install.md', import.meta.url));

/** The files and scripts that the guide shows, by title: the laboratory installs and runs these and none of its own. */
export type Guide = (title: string) => string;

/** Reads the code blocks of docs/nat-cluster.md, or another page, whose fence line says `title=…`; those in lists are indented. */
export function readGuide(path = guidePath): Guide {
  const blocks = new Map(
    [...readFileSync(path, 'utf8').matchAll(/^( *)```\w+ title=(\S+)\n(.*?)^ *```$/gms)].map(
      ([, indent = '', title = '', body = '']): [string, string] => [
        title,
        body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      ],
    ),
  );
  return (title) => {
    const body = blocks.get(title);
    if (body === undefined) throw new Error(`${path} shows no ${title}`);
    return body;
  };
}

/**
 * Puts what differs in the laboratory into a block of the guide. Throws unless every replaced text is there, so that the
 * guide cannot drift away from what is tried.
 */
export function substitute(
  block: string,
  replacements: readonly (readonly [from: string, to: string])[],
): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the guide no longer says "${from}"`);
    return text.replaceAll(from, to);
  }, block);
}

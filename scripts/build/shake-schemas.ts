import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Lets the bundler drop the schemas of the several hundred EC2 calls that nobody makes. The SDK writes their keys as
 * computed ones, `{ [_hE]: 409 }` with `const _hE = "httpError"`; a computed key might run code, so every schema would
 * have to stay. With the plain string in its place the schemas are side-effect free.
 */
export const shakeSchemas: Plugin = {
  name: 'shake-schemas',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk\/[^/]+\/dist-es\/.*schemas_\d+\.js$/ }, async ({ path }) => ({
      contents: withPlainKeys(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

function withPlainKeys(source: string): string {
  const constants = new Map<string, string>();
  for (const [, name, literal] of source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)) {
    if (name !== undefined && literal !== undefined) constants.set(name, literal);
  }
  return source.replace(/\[(\w+)\]:/g, (key, name: string) => {
    const literal = constants.get(name);
    return literal === undefined ? key : `${literal}:`;
  });
}

import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

/**
 * Makes one script of each test file with all it imports from this tree, taking `sources` in place of what is on disk.
 * Packages stay outside. The scripts lie in `folder` under the tests' own paths, ending in `.js`.
 */
export async function bundleTests(
  root: string,
  tests: readonly string[],
  sources: ReadonlyMap<string, string>,
  folder: string,
): Promise<void> {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [...tests],
    outdir: folder,
    outbase: root,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    logLevel: 'error',
    plugins: [
      {
        name: 'mutants',
        setup(build) {
          build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const name = relative(root, path);
            const text = sources.get(name) ?? (await readFile(path, 'utf8'));
            return { contents: placed(text, path), loader: 'ts', resolveDir: dirname(join(root, name)) };
          });
        },
      },
    ],
  });
}

/** Tests find their recorded files beside themselves. */
function placed(text: string, path: string): string {
  return text
    .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
}

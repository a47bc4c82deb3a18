import type { Plugin } from 'esbuild';

/**
 * Reads small local files synchronously where the source, the SDK's included, reads them through node:fs/promises: that module
 * and the threads behind it take longer to start than all such files take to read.
 */
export const readAtOnce: Plugin = {
  name: 'read-at-once',
  setup(build) {
    build.onResolve({ filter: /^node:fs\/promises$/ }, ({ path }) => ({
      path,
      namespace: 'read-at-once',
      sideEffects: false,
    }));
    build.onLoad({ filter: /./, namespace: 'read-at-once' }, () => ({
      contents: `import { readFileSync } from 'node:fs'; export const readFile = async (...args) => readFileSync(...args);`,
      loader: 'js',
    }));
  },
};

import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

/** A module that a file imports, but needs in a few of its runs only. */
interface LateModule {
  readonly module: string;
  /** What `require` is asked for when the first of the functions is called. */
  readonly from: string;
  /** Functions and constructors; the build fails on an import of anything else. */
  readonly exports: readonly string[];
}

/** The prefix by which the chunk loader tells another chunk from a module of Node. */
export const chunkPrefix = 'chunk:';

/** A module of Node with all its functions. */
export function lateBuiltin(module: string): LateModule {
  const all = createRequire(import.meta.url)(module) as Readonly<Record<string, unknown>>;
  return {
    module,
    from: module,
    exports: Object.keys(all).filter((name) => typeof all[name] === 'function'),
  };
}

/**
 * Turns `import { f } from 'm'` into a function that loads `m` when it is called for the first time. Loading takes
 * milliseconds for some modules of Node and for large packages, which every run would pay for the few that need them.
 */
export function loadLate(modules: readonly LateModule[]): Plugin {
  const byName = new Map(modules.map((entry) => [entry.module, entry]));
  const namespace = 'load-late';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path, namespace: importer }) =>
        importer !== namespace && byName.has(path) ? { path, namespace, sideEffects: false } : undefined,
      );
      build.onResolve({ filter: new RegExp(`^${chunkPrefix}`) }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /./, namespace }, ({ path }) => {
        const { from, exports } = byName.get(path) ?? { from: path, exports: [] };
        const lines = [
          ...exports.map((name) => forward(from, name)),
          `export default { ${exports.join(', ')} };`,
        ];
        return { contents: lines.join('\n'), loader: 'js' };
      });
    },
  };
}

function forward(from: string, name: string): string {
  const target = `require(${JSON.stringify(from)}).${name}`;
  return `export const ${name} = function (...args) { return new.target ? new (${target})(...args) : ${target}(...args); };`;
}

import type { Plugin } from 'esbuild';

/** A module that the bundle must not contain, and the exports that its importers expect. */
interface LeftOut {
  readonly module: string;
  readonly exports: readonly string[];
}

/**
 * Puts a module that throws when it is used, naming itself, in the place of what the program never calls but its
 * dependencies import: loading it would cost time at each start.
 */
export function leaveOut(modules: readonly LeftOut[]): Plugin {
  const byName = new Map(modules.map((entry) => [entry.module, entry]));
  const namespace = 'left-out';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path }) => (byName.has(path) ? { path, namespace } : undefined));
      build.onLoad({ filter: /./, namespace }, ({ path }) => ({
        contents: render(path, byName.get(path)?.exports ?? []),
        loader: 'js',
      }));
    },
  };
}

function render(module: string, exports: readonly string[]): string {
  const refuse = `() => { throw new Error(${JSON.stringify(`${module} is not part of this build`)}); }`;
  const lines = exports.map((name) =>
    name === 'default' ? 'export default refused;' : `export const ${name} = refused;`,
  );
  return `const refused = new Proxy(function () {}, { get: ${refuse}, apply: ${refuse}, construct: ${refuse} });\n${lines.join('\n')}\n`;
}

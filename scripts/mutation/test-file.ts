import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { createCollector, type CollectedTest } from './collect-tests.ts';

type Wrapper = (exports: object, require: (id: string) => unknown, module: object) => void;

/** A bundled file of tests, which may be evaluated anew: what it computes while it loads may be mutated, too. */
export interface TestFile {
  readonly name: string;
  readonly load: () => readonly CollectedTest[];
}

/** Reads a bundle. `root` is where it finds its packages. */
export function openTestFile(root: string, name: string, path: string): TestFile {
  const script = new Script(`(function (exports, require, module) {${readFileSync(path, 'utf8')}\n})`, {
    filename: path,
  });
  const require = createRequire(`${root}/`);
  return {
    name,
    load() {
      const { vitest, tests } = createCollector();
      const module = { exports: {} };
      const wrapper = script.runInThisContext() as Wrapper;
      wrapper(module.exports, (id) => (id === 'vitest' ? vitest : require(id)), module);
      return tests;
    },
  };
}

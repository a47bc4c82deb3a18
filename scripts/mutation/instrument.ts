import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from '@stryker-mutator/api/core';
import type { Logger } from '@stryker-mutator/api/logging';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { listTypeScript } from './list-typescript.ts';

/** All mutants of some sources, and the sources with every mutant in them, dormant until it is named. */
export interface Instrumented {
  readonly mutants: readonly Mutant[];
  /** Text by path from the root. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Makes every mutant that Stryker knows of the TypeScript sources in these folders. Throws on a source that is none. */
export async function instrument(root: string, folders: readonly string[]): Promise<Instrumented> {
  const files = listTypeScript(root, folders).map((name) => ({
    name,
    mutate: true,
    content: readFileSync(join(root, name), 'utf8'),
  }));
  const options = { plugins: null, excludedMutations: [], ignorers: [] };
  const { files: changed, mutants } = await new Instrumenter(silent).instrument(files, options);
  return { mutants, sources: new Map(changed.map(({ name, content }) => [name, content])) };
}

const nothing = (): void => undefined;
const no = (): boolean => false;
const silent: Logger = {
  isTraceEnabled: no,
  isDebugEnabled: no,
  isInfoEnabled: no,
  isWarnEnabled: no,
  isErrorEnabled: no,
  isFatalEnabled: no,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
};

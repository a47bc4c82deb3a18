import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Decisions } from './decisions.ts';

/** A plausible bug: one place of the decisions, written differently. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const domain = fileURLToPath(new URL('../../src/domain', import.meta.url));
const modules = ['decide-monitor', 'decide-start', 'decide-stop', 'move-memory', 'next-turn'];

/**
 * The decisions with a bug in them, loaded from a copy of src/domain that exists only meanwhile. Throws when the place
 * is not found exactly once, so that no mutant lives on without being one.
 */
export function loadMutant({ file, from, to }: Mutation): Decisions {
  const copy = mkdtempSync(join(tmpdir(), 'eni-agent-mutant-'));
  try {
    cpSync(domain, copy, { recursive: true });
    writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
    const path = join(copy, file);
    const parts = readFileSync(path, 'utf8').split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places that read: ${from}`);
    writeFileSync(path, parts.join(to));
    const require = createRequire(import.meta.url);
    const loaded: object[] = modules.map((name) => require(join(copy, `${name}.ts`)) as object);
    return Object.assign({}, ...loaded) as Decisions;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

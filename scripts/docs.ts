import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandTables, refreshTables, tables } from './docs/tables.ts';

/** Brings the generated tables of the documents up to date. */
for (const [file, wanted] of [
  ['README.md', tables],
  ['docs/commands.md', commandTables],
] as const) {
  const path = join(import.meta.dirname, '..', file);
  await writeFile(path, refreshTables(await readFile(path, 'utf8'), wanted));
}

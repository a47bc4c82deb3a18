import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCommandLine } from './command-line.ts';
import { renderFailoverSequence } from './docs/failover-sequence.ts';
import { architectureTables, commandTables, refreshTables, tables } from './docs/tables.ts';

const usage = 'npm run docs: brings what is generated in the documents up to date; it has no options';

/** Brings the generated tables of the documents, and the picture among them, up to date. */
readCommandLine(usage, {});
const root = join(import.meta.dirname, '..');
for (const [file, wanted] of [
  ['README.md', tables],
  ['docs/commands.md', commandTables],
  ['docs/architecture.md', architectureTables],
] as const) {
  const path = join(root, file);
  await writeFile(path, refreshTables(await readFile(path, 'utf8'), wanted));
}
await writeFile(join(root, 'docs/failover-sequence.svg'), renderFailoverSequence());

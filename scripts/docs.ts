import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refreshTables } from './docs/tables.ts';

/** Brings the generated tables of README.md up to date. */
const readme = join(import.meta.dirname, '../README.md');
await writeFile(readme, refreshTables(await readFile(readme, 'utf8')));

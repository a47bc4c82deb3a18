import { join } from 'node:path';
import { readCommandLine } from './command-line.ts';
import { isPermissive } from './licences/permissive.ts';
import { readParts } from './package/licences.ts';
import { readProject } from './package/project.ts';

const usage = 'npm run licences: the licences of what is delivered; it has no options';

/** Lists the licence of every package that is part of what is delivered; fails on one that asks for more than being named. */
readCommandLine(usage, {});
const parts = await readParts(await readProject(join(import.meta.dirname, '..')));
const width = Math.max(...parts.map(({ name, version }) => `${name} ${version}`.length));
for (const { name, version, licence } of parts) {
  console.log(`${`${name} ${version}`.padEnd(width)}  ${licence}`);
}
const others = parts.filter(({ licence }) => !isPermissive(licence));
console.log(`\n${parts.length} packages, ${others.length} of them not under a permissive licence`);
for (const { name, licence } of others) console.log(`not permissive: ${name} (${licence})`);
process.exitCode = others.length === 0 && parts.length > 0 ? 0 : 1;

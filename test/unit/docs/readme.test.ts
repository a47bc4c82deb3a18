import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { commandTables, refreshTables } from '../../../scripts/docs/tables.ts';

const readme = join(import.meta.dirname, '../../../README.md');

it('the tables of the README are those that the code implies (npm run docs)', async () => {
  const text = readFileSync(readme, 'utf8');
  const options = { ...(await resolveConfig(readme)), parser: 'markdown' };
  expect(await format(refreshTables(text), options)).toBe(text);
});

it('the checks in the description of the commands are those that doctor makes', async () => {
  const path = join(import.meta.dirname, '../../../docs/commands.md');
  const text = readFileSync(path, 'utf8');
  const options = { ...(await resolveConfig(path)), parser: 'markdown' };
  expect(await format(refreshTables(text, commandTables), options)).toBe(text);
});

it('a README without a place for a table is an error', () => {
  expect(() => refreshTables('# eni-agent\n')).toThrow('no place for the table of parameters');
});

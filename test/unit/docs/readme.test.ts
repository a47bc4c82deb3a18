import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { readGuide } from '../../cluster/guide.ts';
import { createCli } from '../../../src/cli/create-cli.ts';
import { renderCrmConfig } from '../../../src/cli/crm-config.ts';
import { commandTables, refreshTables } from '../../../scripts/docs/tables.ts';

const root = join(import.meta.dirname, '../../..');
const readme = join(root, 'README.md');

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

describe('the commands in the README', () => {
  const blocks = readGuide(readme);

  it.each(['crmsh', 'pcs'] as const)('create the resource as crm-config prints it for %s', (shell) => {
    const env = {
      OCF_RESKEY_eni_id: 'eni-0123456789abcdef0',
      OCF_RESKEY_source_dest_check: 'disabled',
    };
    expect(blocks(`${shell}.sh`)).toBe(renderCrmConfig(shell, 'nat-eni', env));
  });

  it('that it names are there', () => {
    const named = [...readFileSync(readme, 'utf8').matchAll(/eni-agent ([a-z]+(?:-[a-z]+)*)(?![a-z⇥])/g)].map(
      ([, name]) => name,
    );
    const commands = new Set(createCli('0').commands.map((command) => command.name()));
    expect(named.filter((name) => name !== undefined && !commands.has(name))).toEqual([]);
  });
});

it.each([
  'README.md',
  'CONTRIBUTING.md',
  'docs/nat-cluster.md',
  'docs/commands.md',
  'docs/architecture.md',
  'docs/install.md',
])('the links in %s lead somewhere', (page) => {
  const path = join(root, page);
  const targets = [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
    ([, to]) => to ?? '',
  );
  const dead = targets.filter((target) => {
    const [file = '', anchor] = target.split('#');
    const there = file === '' ? path : join(path, '..', file);
    if (!existsSync(there)) return true;
    return anchor !== undefined && !headingsIn(readFileSync(there, 'utf8')).includes(anchor);
  });
  expect(dead).toEqual([]);
});

/** The anchors that headings get. */
function headingsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

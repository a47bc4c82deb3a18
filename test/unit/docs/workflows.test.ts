import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, '.github/workflows');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** The commands of all steps. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/^\s*(?:- )?run: (.*)$/gm)].map(([, command]) => command ?? '');
}

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');

  it('is YAML', async () => {
    expect(await format(text, { parser: 'yaml', singleQuote: true })).toBe(text);
    expect(text).not.toContain('\t');
  });

  it('runs what there is', () => {
    const commands = commandsIn(text);
    const names = commands.flatMap((command) => /^npm run ([\w:]+)/.exec(command)?.[1] ?? []);
    const files = commands
      .filter((command) => command.startsWith('.'))
      .map((command) => command.split(' ')[0] ?? '');
    expect([...names, ...files].length).toBeGreaterThan(0);
    expect(names.filter((script) => !(script in scripts))).toEqual([]);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

it('a push runs what everybody runs, a tag makes packages', () => {
  const commands = (name: string): string[] => commandsIn(readFileSync(join(folder, name), 'utf8'));
  expect(commands('ci.yml')).toContain('.ci/run');
  expect(commands('release.yml')).toContain('npm run release -- --verify "$GITHUB_REF_NAME"');
  expect(commands('release.yml')).toContain('npm run package');
});

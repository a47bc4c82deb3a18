import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const names = readdirSync(join(root, 'scripts'))
  .filter((file) => file.endsWith('.ts') && file !== 'command-line.ts')
  .map((file) => file.replace('.ts', ''));

function run(name: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts', `${name}.ts`), ...words],
    { encoding: 'utf8', timeout: 60_000 },
  );
  return { status, stdout, stderr };
}

describe.each(names)('the script %s', (name) => {
  it('answers an option that there is not with one sentence and exit code 2', { timeout: 60_000 }, () => {
    expect(run(name, '--bogus')).toEqual({
      status: 2,
      stdout: '',
      stderr: "Unknown option '--bogus'; --help says what there is\n",
    });
  });

  it('says what it is for when asked, and does nothing', { timeout: 60_000 }, () => {
    const { status, stdout, stderr } = run(name, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [, command = ''] = /^npm (?:run )?(\S+?):? /.exec(stdout) ?? [];
    expect(scripts[command]).toMatch(new RegExp(`\\b${name}\\b`));
  });
});

it.each([
  ['package', ['--only', 'snap'], 'there is no kind of package "snap", only deb, rpm, npm'],
  ['package', ['--arch', 'vax'], 'there is no architecture "vax", only x64, arm64'],
  ['package', ['--out'], "Option '--out <value>' argument missing"],
  ['package', ['deb'], "Unexpected argument 'deb'"],
  ['bench', ['start'], 'there is no section "start", only start-up, at-rest, failover, scale'],
  ['bench', ['--rounds', 'many'], '--rounds must be a number above 0, not "many"'],
  ['soak', ['--topology', 'ring'], 'there is no topology "ring", only one-armed, two-armed'],
  ['soak', ['--seed', 'x'], '--seed must be a number above 0, not "x"'],
  [
    'proof',
    ['gods'],
    'there is no part "gods", only matrix, model, soak-one-armed, soak-two-armed, mutation',
  ],
])('%s refuses %j', { timeout: 60_000 }, (name, words, why) => {
  expect(run(name, ...words)).toEqual({
    status: 2,
    stdout: '',
    stderr: `${why}; --help says what there is\n`,
  });
});

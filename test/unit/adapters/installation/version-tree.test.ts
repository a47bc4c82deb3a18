import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeVersionTree } from '../../../../src/adapters/installation/version-tree.ts';

let folder: string;
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eni-agent-tree-'));
  const source = join(folder, 'source');
  for (const part of ['bin', 'ocf', 'dist/man', 'runtime/bin', 'docs']) {
    mkdirSync(join(source, part), { recursive: true });
  }
  writeFileSync(join(source, 'ocf/eni'), 'shim', { mode: 0o700 });
  writeFileSync(join(source, 'dist/main.js'), 'program', { mode: 0o600 });
  writeFileSync(join(source, 'dist/ec2.js.cache'), 'of another Node');
  writeFileSync(join(source, 'docs/install.md'), 'not part of the program');
  symlinkSync('../ocf/eni', join(source, 'bin/link'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each([true, false])('a version (linked: %s)', (link) => {
  const target = () => join(folder, 'target');

  it('is whole, but for what is made on the spot and what is not the program', () => {
    makeVersionTree(join(folder, 'source'), target(), link);
    expect(readdirSync(target(), { recursive: true }).sort()).toEqual(
      [
        'bin',
        'bin/link',
        'dist',
        'dist/main.js',
        'dist/man',
        'ocf',
        'ocf/eni',
        'runtime',
        'runtime/bin',
      ].sort(),
    );
    expect(readFileSync(join(target(), 'bin/link'), 'utf8')).toBe('shim');
    expect(modeOf(join(target(), 'dist'))).toBe('755');
  });

  it('survives the files that it was made from', () => {
    makeVersionTree(join(folder, 'source'), target(), link);
    rmSync(join(folder, 'source'), { recursive: true });
    expect(readFileSync(join(target(), 'dist/main.js'), 'utf8')).toBe('program');
  });

  it('is not mixed with one that is there already', () => {
    mkdirSync(target());
    expect(() => makeVersionTree(join(folder, 'source'), target(), link)).toThrow('EEXIST');
  });
});

it('a copy can be read and run by all, whatever its source allowed', () => {
  makeVersionTree(join(folder, 'source'), join(folder, 'target'), false);
  expect(modeOf(join(folder, 'target/ocf/eni'))).toBe('755');
  expect(modeOf(join(folder, 'target/dist/main.js'))).toBe('644');
});

it('linked files cost no space', () => {
  makeVersionTree(join(folder, 'source'), join(folder, 'target'), true);
  expect(statSync(join(folder, 'target/dist/main.js')).ino).toBe(
    statSync(join(folder, 'source/dist/main.js')).ino,
  );
});

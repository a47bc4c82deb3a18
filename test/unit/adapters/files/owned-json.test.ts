import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isRecord, readOwnedJson, writeOwnedJson } from '../../../../src/adapters/files/owned-json.ts';
import { strangerUid, uid, useScratch } from './scratch.ts';

const scratch = useScratch();
const value = { mac: '06:00:00:00:01:64' };

/** A good file, made bad in one way. */
function good(): string {
  const path = scratch.path('facts.json');
  writeFileSync(path, JSON.stringify(value), { mode: 0o600 });
  return path;
}

describe('a file is believed', () => {
  it.each([0o600, 0o644, 0o444])('with mode %o, when it is of root or this user', (mode) => {
    const path = good();
    chmodSync(path, mode);
    expect(readOwnedJson(path, uid)).toEqual(value);
  });
});

describe('a file is not believed', () => {
  it('of somebody else', () => {
    const path = good();
    // Root trusts its own files whoever asks, so as root the file is given away.
    if (uid === 0) chownSync(path, strangerUid, strangerUid);
    expect(readOwnedJson(path, uid === 0 ? 0 : strangerUid)).toBeUndefined();
  });

  it.each([0o660, 0o606, 0o666, 0o620, 0o602])('that others can write: mode %o', (mode) => {
    const path = good();
    chmodSync(path, mode);
    expect(readOwnedJson(path, uid)).toBeUndefined();
  });

  it.each([
    ['a truncated text', '{"mac": "06:0'],
    ['garbage', '\u0000\u0001\ufffd'],
    ['nothing', ''],
    ['more than 64 KiB', JSON.stringify({ ...value, more: 'x'.repeat(70_000) })],
  ])('that holds %s', (_name, text) => {
    const path = good();
    writeFileSync(path, text);
    expect(readOwnedJson(path, uid)).toBeUndefined();
  });

  it('that is a symbolic link, even to a good one', () => {
    const link = scratch.path('link.json');
    symlinkSync(good(), link);
    expect(readOwnedJson(link, uid)).toBeUndefined();
  });

  it('that is a folder, or not there', () => {
    mkdirSync(scratch.path('folder.json'));
    expect(readOwnedJson(scratch.path('folder.json'), uid)).toBeUndefined();
    expect(readOwnedJson(scratch.path('nothing.json'), uid)).toBeUndefined();
  });

  it('that is a pipe, and nobody waits for its writer', () => {
    const pipe = scratch.path('pipe.json');
    execFileSync('mkfifo', ['-m', '600', pipe]);
    expect(readOwnedJson(pipe, uid)).toBeUndefined();
  });
});

describe('a file is written', () => {
  it('for its owner alone, with its folder, and read back', () => {
    const path = scratch.path('new/folder/facts.json');
    writeOwnedJson(path, value, 1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readOwnedJson(path, uid)).toEqual(value);
  });

  it('in one step, with nothing left beside it', () => {
    const path = good();
    writeOwnedJson(path, { new: true }, 1);
    expect(readOwnedJson(path, uid)).toEqual({ new: true });
    expect(readdirSync(dirname(path))).toEqual(['facts.json']);
  });

  it('in the place of a link, not through it', () => {
    const path = scratch.path('facts.json');
    const target = scratch.path('target');
    writeFileSync(target, 'precious');
    symlinkSync(target, path);
    writeOwnedJson(path, value, 1);
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(readOwnedJson(path, uid)).toEqual(value);
  });

  it('although a draft of a killed process, or a trap in its place, is there', () => {
    const path = scratch.path('facts.json');
    const target = scratch.path('target');
    writeFileSync(target, 'precious');
    symlinkSync(target, `${path}.1.tmp`);
    writeOwnedJson(path, value, 1);
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(readOwnedJson(path, uid)).toEqual(value);
  });

  it('or not at all, and the old one stays', () => {
    const path = scratch.path('folder');
    mkdirSync(`${path}/inside`, { recursive: true });
    expect(() => writeOwnedJson(path, value, 1)).toThrow();
    expect(readdirSync(dirname(path))).toEqual(['folder']);
  });
});

it.each([
  [{}, true],
  [[], false],
  [null, false],
  ['text', false],
  [undefined, false],
])('%j is a record: %s', (candidate, expected) => {
  expect(isRecord(candidate)).toBe(expected);
});

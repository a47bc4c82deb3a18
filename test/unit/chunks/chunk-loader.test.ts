import crypto from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChunkLoader } from '../../../src/chunks/chunk-loader.ts';
import { openCodeCache, runtimeId, sealCodeCache } from '../../../src/chunks/code-cache.ts';

const runtime = runtimeId(process);
const require = createRequire(import.meta.url);
const source = Buffer.from(
  `(function(exports,require,module){let runs=0;exports.answer=()=>require('node:os').EOL.length+41;exports.runs=++runs})`,
);
const key = { source, runtime, crypto };

describe('a code cache', () => {
  const data = Buffer.from('V8 would read this');
  const file = sealCodeCache(key, data);

  it('opens for the source and the runtime it was made for', () => {
    expect(openCodeCache(key, file)).toEqual(data);
  });

  it('does not open for another source or another runtime', () => {
    const changed = Buffer.from(source.toString().replace('41', '42'));
    expect(openCodeCache({ ...key, source: changed }, file)).toBeUndefined();
    expect(openCodeCache({ ...key, runtime: 'v22.12.0 x64' }, file)).toBeUndefined();
    expect(runtimeId({ version: 'v22.12.0', arch: 'arm64' })).not.toBe(
      runtimeId({ version: 'v22.12.0', arch: 'x64' }),
    );
  });

  it('does not open with a byte more, fewer or other than it had', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (position, flip) => {
        const damaged = Buffer.from(file);
        damaged[position] = damaged.readUInt8(position) ^ flip;
        expect(openCodeCache(key, damaged)).toBeUndefined();
        expect(openCodeCache(key, file.subarray(0, position))).toBeUndefined();
      }),
    );
    expect(openCodeCache(key, Buffer.concat([file, Buffer.of(0)]))).toBeUndefined();
  });
});

describe('a chunk', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'eni-agent-test-'));
    writeFileSync(join(directory, 'log.js'), source);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  // What stands here for a chunk exports something else than the real one, in this file.
  const load = () =>
    createChunkLoader({ directory, runtime, require })('log') as unknown as Record<string, unknown>;
  const answer = () => (load()['answer'] as () => number)();
  const cacheFile = () => join(directory, 'log.js.cache');

  it('runs without a cache', () => {
    expect(answer()).toBe(42);
  });

  it('runs from its cache', () => {
    writeFileSync(cacheFile(), sealCodeCache(key, new Script(source.toString()).createCachedData()));
    expect(answer()).toBe(42);
  });

  it('runs all the same when V8 rejects a cache that carries the right digest', () => {
    writeFileSync(cacheFile(), sealCodeCache(key, Buffer.from('not what V8 wrote')));
    expect(answer()).toBe(42);
  });

  it.each([
    ['empty', ''],
    ['garbage', 'x'.repeat(1_000)],
  ])('runs with a cache file that is %s', (_, content) => {
    writeFileSync(cacheFile(), content);
    expect(answer()).toBe(42);
  });

  it('runs once, however often it is asked for', () => {
    const loader = createChunkLoader({ directory, runtime, require });
    expect(loader('log')).toBe(loader('log'));
  });

  it('can require another chunk, which is the same for everybody', () => {
    writeFileSync(
      join(directory, 'ec2.js'),
      `(function(exports,require){exports.other=()=>require('chunk:log');exports.os=require('node:os')})`,
    );
    const loader = createChunkLoader({ directory, runtime, require });
    const ec2 = loader('ec2') as unknown as { other: () => unknown; os: unknown };
    expect(ec2.other()).toBe(loader('log'));
    expect(ec2.os).toBe(require('node:os'));
  });

  it('that is missing is an error', () => {
    expect(() => createChunkLoader({ directory, runtime, require })('ec2')).toThrow(/ENOENT.*ec2\.js/);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type { Chunks } from './chunks.ts';
import { openCodeCache, type CacheKey } from './code-cache.ts';

export interface LoaderOptions {
  /** Where the built chunks and their code caches are. */
  readonly directory: string;
  /** Version and architecture of the running Node (`runtimeId`): a cache made by another is not used. */
  readonly runtime: string;
  /** What chunks load Node's own modules with. */
  readonly require: NodeJS.Require;
}

/**
 * Loads a separately built part of the program, each at most once, and answers its exports. A code cache that is missing,
 * damaged or made for something else costs time only. Throws when the chunk itself cannot be read or run.
 */
export type LoadChunk = <N extends keyof Chunks>(name: N) => Chunks[N];

type Wrapper = (exports: object, require: (id: string) => unknown, module: { exports: unknown }) => void;

/** The build lets a chunk require another one by this prefix. */
const chunkPrefix = 'chunk:';

export function createChunkLoader({ directory, runtime, require }: LoaderOptions): LoadChunk {
  const loaded = new Map<string, unknown>();
  const requireFromChunk = (id: string): unknown =>
    id.startsWith(chunkPrefix) ? load(id.slice(chunkPrefix.length) as keyof Chunks) : require(id);

  function load<N extends keyof Chunks>(name: N): Chunks[N] {
    if (!loaded.has(name)) {
      const module = { exports: {} };
      const crypto = require('node:crypto') as typeof import('node:crypto');
      const script = compile(join(directory, `${name}.js`), { runtime, crypto });
      const wrapper = script.runInThisContext() as Wrapper;
      wrapper(module.exports, requireFromChunk, module);
      loaded.set(name, module.exports);
    }
    return loaded.get(name) as Chunks[N];
  }
  return load;
}

/** Built chunks are ASCII, so one byte is one character, and V8 keeps the text as it is. */
function compile(filename: string, key: Omit<CacheKey, 'source'>): Script {
  const source = readFileSync(filename);
  const cachedData = readCache(`${filename}.cache`, { source, ...key });
  return new Script(
    source.toString('latin1'),
    cachedData === undefined ? { filename } : { filename, cachedData },
  );
}

function readCache(path: string, key: CacheKey): Buffer | undefined {
  try {
    return openCodeCache(key, readFileSync(path));
  } catch {
    return undefined;
  }
}

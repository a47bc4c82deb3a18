/** Given by the caller, because loading it is dear: what loads no chunk must not pay for it. */
type Crypto = Pick<typeof import('node:crypto'), 'createHash'>;

const digestBytes = 32;

/**
 * What belongs to a code cache beside its data. V8 itself rejects a cache of another version or other flags, but crashes
 * on flipped bits and compares nothing of the source but its length, so all of this goes into the digest.
 */
export interface CacheKey {
  readonly source: Buffer;
  /** See `runtimeId`. */
  readonly runtime: string;
  readonly crypto: Crypto;
}

/** Names the Node that runs, as far as code caches depend on it. */
export function runtimeId(process: { readonly version: string; readonly arch: string }): string {
  return `${process.version} ${process.arch}`;
}

/** A cache file: a digest of everything that has to fit together, then V8's data. */
export function sealCodeCache(key: CacheKey, data: Buffer): Buffer {
  return Buffer.concat([digest(key, data), data]);
}

/** V8's data out of a cache file, or undefined where a bit of the file, the source or the runtime differs. */
export function openCodeCache(key: CacheKey, file: Buffer): Buffer | undefined {
  const data = file.subarray(digestBytes);
  return file.length > digestBytes && digest(key, data).equals(file.subarray(0, digestBytes))
    ? data
    : undefined;
}

function digest({ source, runtime, crypto }: CacheKey, data: Buffer): Buffer {
  return crypto
    .createHash('sha256')
    .update(`${runtime}\0${source.length}\0`)
    .update(source)
    .update(data)
    .digest();
}

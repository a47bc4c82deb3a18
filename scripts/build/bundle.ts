import { build, type BuildOptions, type Metafile } from 'esbuild';
import { leaveOut } from './leave-out.ts';
import { chunkPrefix, lateBuiltin, loadLate } from './load-late.ts';
import { readAtOnce } from './read-at-once.ts';
import { shakeSchemas } from './shake-schemas.ts';

/** A chunk evaluates to the function that the loader calls; V8 then caches the same text that lies on disk. */
const chunkWrapper = { banner: { js: '(function(exports,require,module){' }, footer: { js: '})' } };

/**
 * What the EC2 chunk's dependencies import but the agent never uses: HTTP/2, and the SDK's own search for credentials,
 * which the agent replaces by its own.
 */
const unused = [
  { module: 'node:http2', exports: ['default', 'constants'] },
  { module: '@aws-sdk/credential-provider-node', exports: ['defaultProvider'] },
];

/**
 * What only some runs need: child processes, syslog, a chunk, TLS, names instead of addresses, checksums of S3; and execa, one
 * chunk for the commands for people that run the host's tools.
 */
const late = [
  ...['child_process', 'dns/promises', 'https', 'net', 'vm', 'zlib'].map((name) =>
    lateBuiltin(`node:${name}`),
  ),
  { module: 'execa', from: `${chunkPrefix}execa`, exports: ['execa'] },
];

export interface BundleRequest {
  readonly entry: string;
  readonly outfile: string;
  /** `program` runs by itself; a `chunk` is what the chunk loader loads. */
  readonly kind: 'program' | 'chunk';
  /** Code to run before everything else. */
  readonly prologue?: string | undefined;
  readonly define: Readonly<Record<string, string>>;
  /** Leave out what is never used and load late what is used rarely; not for the chunks that are those things. */
  readonly lean: boolean;
}

/** Bundles one file. The output depends on the sources alone, not on place or time. */
export async function bundle(root: string, request: BundleRequest): Promise<Metafile> {
  const options: BuildOptions = {
    absWorkingDir: root,
    entryPoints: [request.entry],
    outfile: request.outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    /** Old enough that every Node which might be found on a host can at least read the file and say what is wrong. */
    target: 'es2022',
    mainFields: ['module', 'main'],
    /** `import()` throws inside vm.Script. */
    supported: { 'dynamic-import': false },
    charset: 'ascii',
    minify: true,
    legalComments: 'none',
    define: { ...request.define },
    plugins: [shakeSchemas, ...(request.lean ? [leaveOut(unused), loadLate(late), readAtOnce] : [])],
    metafile: true,
    logLevel: 'warning',
    ...(request.kind === 'chunk' ? chunkWrapper : { banner: { js: request.prologue ?? '' } }),
  };
  const { metafile } = await build(options);
  return metafile ?? { inputs: {}, outputs: {} };
}

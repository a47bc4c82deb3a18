import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { renderMetaData } from '../src/ocf/meta-data.ts';
import { bundle, type BundleRequest } from './build/bundle.ts';
import { isStale } from './build/is-stale.ts';
import { sayOldNode } from './build/say-old-node.ts';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };

/** Beside the entry itself; each is loaded by the actions that need it. */
const chunks = ['ec2', 'credentials', 'log', 'cli'];

/**
 * Builds dist/ anew in a directory beside it, so that a build that fails leaves the last one alone and nobody ever
 * sees half of one.
 */
async function buildAll(): Promise<void> {
  const next = join(root, `dist.${process.pid}`);
  await mkdir(next);
  try {
    const define = { AGENT_VERSION: JSON.stringify(version) };
    const shared = { define, lean: true } as const;
    const programs: BundleRequest[] = [
      {
        ...shared,
        kind: 'program',
        entry: 'src/main.ts',
        outfile: join(next, 'main.js'),
        prologue: sayOldNode,
      },
      {
        ...shared,
        kind: 'program',
        entry: 'scripts/code-cache/main.ts',
        outfile: join(next, 'make-code-cache.js'),
      },
      {
        ...shared,
        kind: 'program',
        entry: 'scripts/code-cache/record-scripts.ts',
        outfile: join(next, 'record-scripts.js'),
      },
      ...chunks.map((name): BundleRequest => ({
        ...shared,
        kind: 'chunk',
        entry: `src/chunks/${name}.ts`,
        outfile: join(next, `${name}.js`),
        lean: name !== 'credentials',
      })),
    ];
    await Promise.all(programs.map((request) => bundle(root, request)));
    await writeFile(join(next, 'eni.xml'), renderMetaData(version));
    await writeFile(join(next, 'package.json'), '{ "type": "commonjs" }\n');
    if (!process.argv.includes('--no-cache')) {
      await promisify(execFile)(process.execPath, [join(next, 'make-code-cache.js')], { timeout: 90_000 });
    }
    await replace(next, join(root, 'dist'));
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}

async function replace(next: string, target: string): Promise<void> {
  const previous = `${next}.previous`;
  await rename(target, previous).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  await rename(next, target);
  await rm(previous, { recursive: true, force: true });
}

async function report(): Promise<void> {
  const dist = join(root, 'dist');
  for (const name of (await readdir(dist)).sort()) {
    const { size } = await stat(join(dist, name));
    console.log(`${(size / 1024).toFixed(1).padStart(9)} KiB  dist/${name}`);
  }
}

/** `node scripts/build.ts [--if-stale] [--no-cache]`: only if something changed; without the code caches. */
if (!process.argv.includes('--if-stale') || isStale(root)) {
  console.log('building dist/');
  await buildAll();
  await report();
}

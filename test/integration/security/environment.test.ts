import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parameterTable } from '../../../src/ocf/parameters.ts';
import { shim, useCaller } from './run-agent.ts';

const caller = useCaller();
const inFolder = (name: string): string => join(caller.folder(), name);

/** Paths of the programs that a call of the agent starts, itself included, found by tracing it. */
async function programsOf(action: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const trace = inFolder('trace');
  await caller.run(['strace', '-f', '-qq', '-e', 'trace=execve', '-o', trace, shim, action], env);
  return [...readFileSync(trace, 'utf8').matchAll(/execve\("([^"]+)".* = 0$/gm)].map(([, path = '']) => path);
}

describe('a hostile parameter', () => {
  const names = Object.values(parameterTable).map(({ name }) => name);
  const attacks = (canary: string): readonly string[] => [
    `$(touch ${canary})`,
    `\`touch ${canary}\``,
    `; touch ${canary} #`,
    `x\ntouch ${canary}\n`,
    `| touch ${canary}`,
    '--config x',
    `-o ${canary}`,
    `'"; touch ${canary}; '"`,
  ];

  it.each(names)('%s is no command and no option of one', async (name) => {
    const canary = inFolder('canary');
    for (const attack of attacks(canary)) {
      const { code, stdout, stderr } = await caller.run([shim, 'validate-all'], {
        [`OCF_RESKEY_${name}`]: attack,
      });
      expect({ attack, code, stdout }).toEqual({ attack, code: 6, stdout: '' });
      expect(stderr).toMatch(/^ocf-exit-reason:parameter .*\n$/);
    }
    expect(existsSync(canary)).toBe(false);
  });

  it('starts nothing: a monitor with all of them is the shell and Node', async () => {
    const canary = inFolder('canary');
    const hostile = Object.fromEntries(names.map((name) => [`OCF_RESKEY_${name}`, `$(touch ${canary})`]));
    const beside = { OCF_RESOURCE_INSTANCE: `$(touch ${canary})`, HA_LOGFACILITY: `; touch ${canary}` };
    const programs = await programsOf('monitor', { ...hostile, ...beside });
    expect(programs).toHaveLength(2);
    expect(programs.at(0)).toBe(shim);
    expect(programs.at(1)).toMatch(/\/node$/);
    expect(existsSync(canary)).toBe(false);
  });
});

describe('a hostile environment', () => {
  it('makes Node load nothing', async () => {
    const canary = inFolder('canary');
    const evil = inFolder('evil.cjs');
    writeFileSync(evil, `require('node:fs').writeFileSync(${JSON.stringify(canary)}, '')`);
    const env = {
      NODE_OPTIONS: `--require=${evil}`,
      NODE_PATH: caller.folder(),
      NODE_REPL_EXTERNAL_MODULE: evil,
    };
    const { code } = await caller.run([shim, 'validate-all'], env);
    expect(code).toBe(0);
    expect(existsSync(canary)).toBe(false);
    // The same call without the shim shows that the trap works.
    spawnSync(process.execPath, ['-e', '0'], { env });
    expect(existsSync(canary)).toBe(true);
  });

  it('finds no program of its own on PATH', async () => {
    const bin = inFolder('bin');
    mkdirSync(bin);
    const canary = inFolder('canary');
    for (const name of ['node', 'ip', 'readlink', 'cat', 'sleep', 'logger', 'setpriv']) {
      writeFileSync(join(bin, name), `#!/bin/sh\n: > ${canary}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    for (const action of ['validate-all', 'monitor', 'meta-data']) {
      await caller.run([shim, action], { PATH: bin, OCF_CHECK_LEVEL: '10' });
    }
    expect(existsSync(canary)).toBe(false);
  });

  it.each([
    ['LD_PRELOAD', 'libevil.so'],
    ['LD_LIBRARY_PATH', '.'],
    ['LD_AUDIT', 'libevil.so'],
    ['OPENSSL_CONF', 'openssl.cnf'],
    ['NODE_REDIRECT_WARNINGS', 'warnings'],
  ])('does not reach Node with %s', async (name, value) => {
    const trace = inFolder('trace');
    // -v: with the environment of every program that is started.
    const strace = ['strace', '-f', '-qq', '-v', '-s', '4096', '-e', 'trace=execve', '-o', trace];
    await caller.run([...strace, '-E', `${name}=${inFolder(value)}`, shim, 'validate-all']);
    const [started = '', ...later] = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line.includes('execve('));
    expect(started).toContain(`"${name}=`);
    expect(later.at(-1)).toMatch(/\/node"/);
    expect(later.at(-1)).not.toContain(`"${name}=`);
  });
});

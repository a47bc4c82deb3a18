import { existsSync, readFileSync, writeFileSync, chmodSync, mkdirSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLazyLog, type LogLevel, type LogOptions } from '../../../../src/adapters/log/lazy-log.ts';
import { useScratch } from '../files/scratch.ts';

const scratch = useScratch();
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A log that remembers its lines, and how often its logger was opened. */
function log(level: LogLevel, options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const opened = { times: 0 };
  const openLogger = () => {
    opened.times += 1;
    return (at: LogLevel, message: string) => void lines.push(`${at} ${message}`);
  };
  const made = createLazyLog({ level, openLogger, syslog: undefined, file: undefined, ...options });
  return { log: made, lines, opened };
}

describe('lines', () => {
  it.each([
    ['debug', ['debug d', 'info i', 'warn w', 'error e', 'info v']],
    ['info', ['info i', 'warn w', 'error e', 'info v']],
    ['warn', ['warn w', 'error e']],
    ['error', ['error e']],
  ] as const)('from %s on', (level, expected) => {
    const { log: made, lines } = log(level);
    made.debug('d');
    made.info('i');
    made.warn('w');
    made.error('e');
    made.event('v');
    expect(lines).toEqual(expected);
  });

  it('cost no logger until the first of them passes', () => {
    const { log: made, opened } = log('warn');
    made.info('nothing');
    expect(opened.times).toBe(0);
    made.warn('one');
    made.warn('two');
    expect(opened.times).toBe(1);
  });

  it('hold no secrets', () => {
    const { log: made, lines } = log('warn');
    made.warn('the key AKIAIOSFODNN7EXAMPLE is wrong');
    expect(lines).toEqual(['warn the key [redacted] is wrong']);
  });
});

describe('changes of state', () => {
  /** Puts a program called logger on PATH that writes down its arguments. */
  function installLogger(): string {
    const record = scratch.path('record');
    mkdirSync(scratch.path('bin'));
    const program = scratch.path('bin/logger');
    writeFileSync(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$@" > ${record}.part && mv ${record}.part ${record}\n`,
    );
    chmodSync(program, 0o755);
    vi.stubEnv('PATH', `${scratch.path('bin')}:/usr/bin:/bin`);
    return record;
  }

  it('go to syslog under facility and tag, without secrets, and not read as options', async () => {
    const record = installLogger();
    const { log: made } = log('warn', { syslog: { facility: 'daemon', tag: 'eni(r)[1]' } });
    made.event('--help taken with AKIAIOSFODNN7EXAMPLE');
    await vi.waitUntil(() => existsSync(record), { timeout: 4_000 });
    const words = ['-t', 'eni(r)[1]', '-p', 'daemon.notice', '--', '--help taken with [redacted]'];
    expect(readFileSync(record, 'utf8')).toBe(`${words.join('\n')}\n`);
  });

  it('go to the log file of the cluster as well', () => {
    const file = scratch.path('cluster.log');
    const { log: made } = log('warn', { file });
    made.event('attached');
    made.event('released AKIAIOSFODNN7EXAMPLE');
    expect(readFileSync(file, 'utf8')).toMatch(/^20\S+Z eni attached\n20\S+Z eni released \[redacted\]\n$/);
  });

  it('that cannot be written anywhere fail nothing', () => {
    vi.stubEnv('PATH', scratch.path('nowhere'));
    const syslog = { facility: 'daemon', tag: 'eni' };
    const { log: made, lines } = log('info', { syslog, file: scratch.path('no/such/folder/log') });
    made.event('attached');
    made.event('with a \0 that no process takes as an argument');
    expect(lines).toHaveLength(2);
  });
});

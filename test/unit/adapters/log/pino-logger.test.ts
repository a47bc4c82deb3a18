import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** What a logger writes to standard error in a process of its own. */
function written(options: { level: string; pretty: boolean }, calls: string): string {
  const program = `
    import { createPinoLogger } from '${new URL('../../../../src/adapters/log/pino-logger.ts', import.meta.url).href}';
    const write = createPinoLogger({ resource: 'nat-eni', ...${JSON.stringify(options)} });
    ${calls}
    process.exit(0);
  `;
  const args = ['--input-type=module', '--disable-warning=ExperimentalWarning', '--eval', program];
  return execFileSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', process.execPath, ...args], { encoding: 'utf8' });
}

describe('the logger', () => {
  it('writes JSON lines with time, level and resource, and loses none when the process ends', () => {
    const lines = written(
      { level: 'info', pretty: false },
      `write('debug', 'no'); write('warn', 'a "b"\\nc');`,
    );
    expect(JSON.parse(lines)).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^20\d\d-.*Z$/) as string,
      resource: 'nat-eni',
      msg: 'a "b"\nc',
    });
  });

  it('writes plain lines for a person', () => {
    expect(written({ level: 'info', pretty: true }, `write('info', 'attached');`)).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} info {2}attached\n$/,
    );
  });
});

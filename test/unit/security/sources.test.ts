import { describe, expect, it } from 'vitest';
import { readSources } from './ec2-commands.ts';

const sources = readSources();

/** Lines of the program that hold something, as `file: line`. */
function linesWith(pattern: RegExp): readonly string[] {
  return [...sources].flatMap(([name, text]) =>
    text
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
}

describe('nothing between a parameter and a command can be taken for a command', () => {
  it.each([
    ['a shell of Node', /\bshell\s*:(?!\s*Shell\b)/],
    ['functions of Node that start a shell', /\b(?:exec|execSync|execaCommand\w*)\s*\(/],
    ['a shell by name', /['"`](?:\/bin\/|\/usr\/bin\/)?(?:sh|bash|dash)['"`](?=\s*[,)])/],
    ['code made of text', /\beval\(|\bnew Function\(/],
  ])('there is no %s', (_name, pattern) => {
    // Methods of regular expressions are called exec, too.
    expect(linesWith(pattern).filter((line) => !/\/[a-z]*\.exec\(/.test(line))).toEqual([]);
  });

  it('programs are started in these places, each with a list of words', () => {
    const starters = [...sources].filter(([, text]) => /from 'node:child_process'|from 'execa'/.test(text));
    expect(starters.map(([name]) => name).toSorted()).toEqual([
      'adapters/installation/host-installer.ts',
      'adapters/iproute2/link-monitor.ts',
      'adapters/iproute2/run-ip.ts',
      'adapters/log/lazy-log.ts',
      'adapters/machine/machine-reader.ts',
      'adapters/pacemaker/cluster-reader.ts',
      'chunks/execa.ts',
    ]);
  });
});

describe('certificates', () => {
  it('are verified: nothing in the program speaks of doing without', () => {
    expect(linesWith(/rejectUnauthorized|checkServerIdentity|ALLOW_INSECURE|insecure/i)).toEqual([]);
    expect(linesWith(/NODE_TLS_REJECT_UNAUTHORIZED/)).toEqual([
      "main.ts: delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];",
    ]);
  });
});

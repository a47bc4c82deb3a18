import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const pageText = (page: string): string => readFileSync(join(root, page), 'utf8');
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('docs/executed.test.ts'))
  .map((name) => readFileSync(join(root, 'test', name), 'utf8'))
  .join('\n');
const { scripts } = JSON.parse(pageText('package.json')) as { scripts: Record<string, string> };

/** Blocks of commands and files that no test takes out of the page, and why not. */
const untitled: Readonly<Record<string, string>> = {
  'npm run demo': 'both are what executes the tests themselves; continuous integration runs the second one',
  'eni-agent iam-policy':
    'the unit tests give these words to the commands and compare what they print with the guide',
  'npm run package': 'the script behind it makes the packages of test/integration/package and test/cluster',
  internet: 'a drawing',
};

/** Words with which commands in a sentence begin, and who runs those; what is a word of ours is checked by name. */
const inSentences: readonly (readonly [command: RegExp, by: string])[] = [
  [/^eni-agent (?:[a-z-]+|COMMAND)( .*)?$/, 'test/unit/docs/readme.test.ts, and the tests of each command'],
  [/^source <\(eni-agent completion bash\)$/, 'test/integration/cli/terminal.test.ts'],
  [/^man [78] \S+$/, 'test/integration/cli/terminal.test.ts and test/integration/package/packages.test.ts'],
  [/^crm_mon( -1)?$/, 'every scenario of test/cluster waits by means of it'],
  [/^crm resource (cleanup|restart)( nat-eni)?$/, 'test/cluster/scenarios/moves.test.ts, settle.ts'],
  [/^crm resource clear nat-eni$/, 'test/cluster/scenarios/commands-of-the-readme.test.ts'],
  [/^crm configure load update nat\.crm$/, 'test/cluster/configure-cluster.ts, for every laboratory'],
  [/^conntrackd -s$/, 'test/cluster/scenarios/commands-of-the-guide.test.ts'],
  [
    /^systemctl restart( systemd-networkd)?$/,
    'not: the laboratory has no networkd; what it reads then is tested',
  ],
  [/^pcs cluster$/, 'a family of commands, which needs the port that is named'],
  [/^apt install \S+\.deb$/, 'not: it would ask mirrors; the same package is installed with dpkg -i'],
  [
    /^aws ec2 modify-network-interface-attribute .*$/,
    'test/integration/docs/aws-scripts.test.ts, with an id in it',
  ],
  [
    /^while sleep .*; do curl .*; done$/,
    'not: it needs the internet; the client of the laboratory does the same',
  ],
  [
    /^node (-e 0|test\/cluster\/measure\.ts)$/,
    'not: measurements of many minutes; npm run bench runs the first',
  ],
  [/^npm ci( && npm run build)?$/, 'scripts/with-setup.sh, before any test'],
  [
    /^npm install --package-lock-only$/,
    'not: it asks the registry; the release refuses until it has been done',
  ],
  [/^npm (test|run [\w:]+)( -- .*)?$/, 'test/unit/scripts/command-line.test.ts calls each script'],
];

describe.each(pages)('%s', (page) => {
  const text = pageText(page);

  it('has no script or file in a block that no test reads', () => {
    const blocks = [...text.matchAll(/^ *```\w+(?: title=(\S+))?\n(.*?)^ *```$/gms)];
    const unread = blocks.filter(([, title, body = '']) =>
      title === undefined
        ? !Object.keys(untitled).some((beginning) => body.trimStart().startsWith(beginning))
        : !isReadByTests(title),
    );
    expect(unread.map(([block]) => block)).toEqual([]);
  });

  it('has no command in a sentence of which it is not known who runs it', () => {
    const commands = [
      ...text.matchAll(
        /`((?:eni-agent|source|man|crm|crm_mon|conntrackd|systemctl|apt|apt-get|dpkg|aws|pcs|while|echo|halt|node|npm) [^`]+)`/g,
      ),
    ].map(([, command = '']) => command.replaceAll(/\s+/g, ' '));
    const known = (command: string) => inSentences.some(([form]) => form.test(command));
    expect(commands.filter((command) => !known(command))).toEqual([]);
  });

  it('names scripts of npm that there are', () => {
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** Tests name a block by its title, or aws-NAME.sh by its NAME. */
function isReadByTests(title: string): boolean {
  const name = /^aws-(.*)\.sh$/.exec(title)?.[1];
  return tests.includes(`'${title}'`) || (name !== undefined && tests.includes(`'${name}'`));
}

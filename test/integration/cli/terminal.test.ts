import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGuide } from '../../cluster/guide.ts';
import { AgentLab } from '../../lab/agent-lab.ts';
import type { ProgramRun } from '../../lab/run-program.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';

const root = join(import.meta.dirname, '../../..');
const page = (name: string) => readGuide(join(root, name));
const hasMan = spawnSync('man', ['--version']).status === 0;
const hasScript = spawnSync('script', ['--version']).status === 0;

/** What a page shows: each line behind a $, with the lines below it. */
function sessionsIn(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^\$ /m).slice(1);
  return new Map(
    parts.map((part) => {
      const [line = '', ...output] = part.trimEnd().split('\n');
      return [line, output.join('\n')];
    }),
  );
}

const readme = sessionsIn(page('README.md')('commands.txt'));
const [monitor = '', completion = '', manual = ''] = readme.keys();

let lab: AgentLab;

/** A line of shell on a node, where eni-agent is on PATH as a package puts it there. */
function shell(line: string, env: Readonly<Record<string, string>> = {}): Promise<ProgramRun> {
  const given = { ...lab.environment(cast.nodeA), ...env };
  const PATH = `${join(lab.folder, 'bin')}:${given['PATH'] ?? ''}`;
  return lab.exec(cast.nodeA, ['bash', '-c', line], { ...given, PATH });
}

/** The same on a terminal, which makes no difference between what goes to standard output and to standard error. */
async function onTerminal(line: string, env: Readonly<Record<string, string>> = {}): Promise<ProgramRun> {
  const run = await shell(`script --quiet --return --command "$LINE" /dev/null`, {
    TERM: 'xterm',
    LINE: line,
    ...env,
  });
  return { ...run, stdout: run.stdout.replaceAll('\r', '').trimEnd() };
}

describeFabric('eni-agent in the hands of a person', () => {
  beforeAll(async () => {
    lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    mkdirSync(join(lab.folder, 'bin'));
    symlinkSync(join(root, 'bin/eni-agent'), join(lab.folder, 'bin/eni-agent'));
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  describe.runIf(hasScript)('on a terminal', () => {
    it('explains the exit code of an action, as the documents show', async () => {
      const commands = sessionsIn(page('docs/commands.md')('monitor.txt'));
      expect(await onTerminal(monitor)).toMatchObject({ code: 7, stdout: readme.get(monitor) });
      expect(commands.get(monitor)).toBe(readme.get(monitor));
    });

    it('is colourful, unless it is asked not to be', async () => {
      const colours = async (env: Readonly<Record<string, string>>) =>
        (await onTerminal('eni-agent status', env)).stdout.includes('\u001b[');
      expect(await colours({})).toBe(true);
      expect(await colours({ NO_COLOR: '1' })).toBe(false);
      expect(await colours({ TERM: 'dumb' })).toBe(false);
    });

    it('says what it does, with -v', async () => {
      const started = await onTerminal('eni-agent start --timeout 60000 -v');
      expect(started.stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} debug attaching at device index 1$/m);
      expect(started.stdout).toMatch(/ is attached to \S+ and configured\n0: success$/);
      expect((await onTerminal(`${monitor} -v`)).stdout).toBe('0: the ENI is attached and usable here');
      expect((await onTerminal('eni-agent stop --timeout 60000')).stdout).toBe('0: success');
    });
  });

  it('is plain text and one line a sentence elsewhere, and explains nothing', async () => {
    expect(await shell(monitor)).toMatchObject({ code: 7, stdout: '', stderr: '' });
    expect((await shell('eni-agent status')).stdout).not.toContain('\u001b');
  });

  it.each(['status', 'doctor', 'help'])('%s goes on quietly when its reader has gone', async (command) => {
    const { stdout, stderr } = await shell(`eni-agent ${command} | head -1`);
    expect(stdout).toMatch(/^\S.*\n$/);
    expect(stderr).toBe('');
  });

  it('does not call a file made that is not complete', async () => {
    expect(await shell('eni-agent iam-policy >/dev/full')).toMatchObject({
      code: 1,
      stderr: 'eni-agent: standard output could not be written: ENOSPC\n',
    });
  });

  it('works without its folder for what it knows, and without standard input and output', async () => {
    const nowhere = { ENI_AGENT_STATE_DIR: '/proc/version/state' };
    expect(await shell('eni-agent monitor --check-level 10', nowhere)).toMatchObject({ code: 7, stdout: '' });
    expect((await shell('eni-agent status', nowhere)).stdout).toContain('is attached to no instance');
    expect(await shell('exec eni-agent monitor -v <&- >&- 2>&-')).toMatchObject({
      code: 7,
      stdout: '',
      stderr: '',
    });
  });
});

it.runIf(hasMan)('the manual begins as the README shows', () => {
  const name = /^man (?:8 )?(\S+)$/.exec(manual)?.[1] ?? '';
  const { stdout } = spawnSync('man', ['-l', join(root, 'dist/man', `${name}.8`)], {
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', MANWIDTH: '100', LC_ALL: 'C.UTF-8' },
  });
  expect(stdout).toContain(readme.get(manual));
});

it.runIf(hasScript)('bash completes as the README shows', { timeout: 30_000 }, async () => {
  const typed = completion.replaceAll('⇥', '\t');
  expect(typed).toMatch(/\t\t$/);
  const offered = readme.get(completion)?.split(/\s+/) ?? [];
  const bash = spawn('script', ['--quiet', '--command', 'bash --norc -i', '/dev/null'], {
    env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, PS1: 'ready> ', TERM: 'dumb' },
  });
  let screen = '';
  bash.stdout.on('data', (data: Buffer) => (screen += data.toString()));
  const shows = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(screen)) await new Promise((resolve) => bash.stdout.once('data', resolve));
    screen = screen.replace(pattern, '');
  };
  try {
    await shows(/ready> /);
    bash.stdin.write('source <(eni-agent completion bash); echo done\n');
    await shows(/\ndone\r?\n[^]*ready> /);
    bash.stdin.write(typed);
    await shows(new RegExp(`\n${offered.join(' +')} *\r?\n`));
  } finally {
    bash.kill('SIGKILL');
  }
});

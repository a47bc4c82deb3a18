import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { alone, hasNobody } from './has-nobody.ts';
import { expectBareCode, expectReason, expectSilentSuccess, reasonOf } from './expect-answer.ts';

const { nodeA } = cast;
const tree = join(import.meta.dirname, '../../..');
const shim = join(tree, 'ocf/eni');
const launcher = join(tree, 'bin/eni-agent');

describeFabric('calling the agent', () => {
  let lab: AgentLab;
  let folder: string;

  beforeAll(async () => {
    lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    folder = await mkdtemp(join(tmpdir(), 'eni-agent-calling-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await lab[Symbol.asyncDispose]();
  });

  it.each([
    'promote',
    'demote',
    'notify',
    'migrate_to',
    'migrate_from',
    'reload',
    'nonsense',
    'START',
    ' start',
    '',
  ])('answers 3 to the action "%s", as shim and as launcher', async (action) => {
    const asked = lab.emulator.requests.after(0).length;
    expectReason(await lab.agent(nodeA, action), 3, /no such action.*start, stop, monitor/);
    const launched = await lab.agent(nodeA, action, {}, { program: launcher });
    expect(launched).toMatchObject({ code: 3, stdout: '' });
    expect(lab.emulator.requests.after(0)).toHaveLength(asked);
  });

  it('answers 3 without any argument', async () => {
    expectReason(await lab.agent(nodeA, []), 3, /no such action/);
    expect(await lab.agent(nodeA, [], {}, { program: launcher })).toMatchObject({ code: 3, stdout: '' });
  });

  it.each([shim, launcher])('ignores extra arguments of %s', async (program) => {
    const words = ['monitor', 'start', '/dev/null', 'x;y'];
    expectBareCode(await lab.agent(nodeA, words, {}, { program }), 7);
  });

  it.each(['meta-data', 'validate-all', 'usage'])(
    'answers to %s by whatever path it is called',
    async (action) => {
      await symlink(shim, join(folder, `eni-${action}`));
      await symlink(join(folder, `eni-${action}`), join(folder, `twice-${action}`));
      await symlink(launcher, join(folder, `launcher-${action}`));
      const expected = await lab.agent(nodeA, action);
      expect(expected).toMatchObject({ code: 0, stderr: '' });
      const cd = (where: string) => ['sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', where];
      const calls = [
        { wrapper: cd('/'), program: shim },
        { wrapper: cd(tree), program: 'ocf/eni' },
        { wrapper: cd(join(tree, 'ocf')), program: './eni' },
        { wrapper: cd(join(tree, 'ocf')), program: 'sh', words: ['eni', action] },
        { wrapper: cd(join(tree, 'ocf')), program: 'sh', words: ['../bin/eni-agent', action] },
        { wrapper: cd(folder), program: `./twice-${action}` },
        { wrapper: cd('/'), program: join(folder, `launcher-${action}`) },
        { wrapper: cd(tree), program: 'bin/eni-agent' },
      ];
      for (const { wrapper, program, words = [action] } of calls) {
        const { code, stdout, stderr } = await lab.agent(nodeA, words, {}, { wrapper, program });
        expect({ program, code, stdout, stderr }).toEqual({
          program,
          code: 0,
          stdout: expected.stdout,
          stderr: '',
        });
      }
    },
  );

  it.skipIf(!hasNobody)(`needs no environment for its meta-data, not even as nobody${alone}`, async () => {
    const setpriv = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
    const copy = join(folder, 'tree');
    // Where everybody may look: the path to a clone may be closed to others.
    await cp(join(tree, 'ocf'), join(copy, 'ocf'), { recursive: true });
    await cp(join(tree, 'dist/eni.xml'), join(copy, 'dist/eni.xml'));
    const opened = await lab.exec(nodeA, ['chmod', '-R', 'a+rX', folder], { PATH: '/usr/bin:/bin' });
    expect(opened.code).toBe(0);
    const said = await lab.exec(nodeA, [...setpriv, 'env', '-i', join(copy, 'ocf/eni'), 'meta-data'], {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    });
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(/^<\?xml[^]*<\/resource-agent>\n$/);
  });

  it('works in an empty environment but for its parameters', async () => {
    const words = [`OCF_RESKEY_eni_id=${cast.eni}`, 'OCF_RESKEY_CRM_meta_interval=0'];
    const own = [
      `ENI_AGENT_STATE_DIR=${folder}/state`,
      `HA_RSCTMP=${folder}/run`,
      `OCF_RESKEY_endpoint_url=${lab.endpointUrl}`,
    ];
    expectBareCode(await lab.exec(nodeA, ['env', '-i', ...words, ...own, shim, 'monitor'], {}), 7);
  });

  it('is not led astray by what the caller has in its environment', async () => {
    const hostile = {
      PATH: '/nonexistent',
      NODE_OPTIONS: '--require /nonexistent.js',
      NODE_PATH: '/nonexistent',
      HOME: '/nonexistent',
      LC_ALL: 'xx_YY',
      IFS: 'e',
      ENV: '/nonexistent',
      AWS_PROFILE: '',
      AWS_ACCESS_KEY_ID: '',
      OCF_RESKEY_CRM_meta_on_node: 'x'.repeat(10_000),
    };
    const env = ['/usr/bin/env', ...Object.entries(hostile).map(([name, value]) => `${name}=${value}`)];
    expectSilentSuccess(await lab.agent(nodeA, 'start', {}, { wrapper: env }));
    expectSilentSuccess(await lab.agent(nodeA, 'stop', {}, { wrapper: env }));
  });

  it('uses the prefix for reasons that the caller wants', async () => {
    const run = await lab.agent(nodeA, 'validate-all', {
      OCF_RESKEY_eni_id: 'x',
      OCF_EXIT_REASON_PREFIX: 'why? ',
    });
    expect(run.stderr).toMatch(/^why\? parameter eni_id must be .*\n$/);
    const shimRun = await lab.agent(nodeA, 'dance', { OCF_EXIT_REASON_PREFIX: 'why? ' });
    expect(shimRun.stderr).toMatch(/^why\? the agent has no such action.*\n$/);
    expect(reasonOf(shimRun)).toMatch(/^no reason but/);
  });
});

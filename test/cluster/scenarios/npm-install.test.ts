import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTool } from '../../../scripts/package/run-tool.ts';
import { BuiltPackages } from '../../lab/build-packages.ts';
import type { ClusterNode } from '../cluster-node.ts';
import { installGuide, readGuide, substitute } from '../guide.ts';
import { moveAndSurvive } from '../move-and-survive.ts';
import { putOnNode } from '../put-on-node.ts';
import { resourceAgent, tryAgent } from '../try-agent.ts';
import { useLab } from '../use-lab.ts';

const command = '/usr/local/bin/eni-agent';
const howTo = readGuide(installGuide);
/** What is typed for npm, and then for the agent. */
const [npmInstall = '', agentInstall = ''] = howTo('install-npm.sh').split('\n');
const [agentUninstall = ''] = howTo('remove-npm.sh').split('\n');
/** What `npm install -g` makes of the package, for a host where npm's prefix is /usr/local. */
let prefix: string;

beforeAll(async () => {
  await using packages = await BuiltPackages.build({ only: ['npm'] });
  prefix = await mkdtemp(join(tmpdir(), 'eni-agent-npm-'));
  const words = ['--offline', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', prefix];
  const cwd = join(packages.folder, 'out');
  await runTool('sh', ['-euc', substitute(npmInstall, [['npm ', `npm ${words.join(' ')} `]])], { cwd });
});
afterAll(() => rm(prefix, { recursive: true, force: true }));

/** The package, as the host's npm would have put it there. */
async function installFromNpm(node: ClusterNode): Promise<void> {
  const copied = await putOnNode(node, prefix);
  await node.exec(['cp', '-a', `${copied}/.`, '/usr/local/'], { timeoutMs: 60_000 });
}

/** Before anything runs there: a Node that is half copied while a monitor starts it fails the monitor. */
async function installNode(node: ClusterNode): Promise<void> {
  await node.exec(['cp', '--remove-destination', process.execPath, '/usr/local/bin/node'], {
    timeoutMs: 60_000,
  });
}

describe('the package of npm on nodes that have a Node', () => {
  const stage = useLab({
    install: async (node, parts) => {
      await installNode(node);
      await installFromNpm(node);
      expect((await node.tryExec(['crm', 'ra', 'info', 'ocf:forward3d:eni'])).stdout).not.toContain('eni_id');
      expect(await node.exec(agentInstall.split(' '), { timeoutMs: 90_000 })).toMatch(
        /^eni-agent \S+ is in use, from \/usr\/lib\/eni-agent\/\S+\n$/,
      );
      if (node.name === 'nat-a') await tryAgent(node, parts);
    },
  });

  test('is enough for a cluster that moves the ENI and survives a power cut', () => moveAndSurvive(stage));

  test('may be replaced by npm without a change for Pacemaker, until it is told', async () => {
    const { lab, active } = stage;
    const node = lab.node(active);
    const mark = lab.record.mark();
    await node.exec(['rm', '-r', '/usr/local/lib/node_modules/eni-agent', command]);
    await lab.crm(active, 'resource', 'refresh', 'nat-eni');
    await lab.waitUntilServing(active);
    await installFromNpm(node);
    await node.exec([command, 'install'], { timeoutMs: 90_000 });
    expect(await node.exec(['ls', '/usr/lib/eni-agent'])).toMatch(/^\S+\.2\ncurrent\n$/);
    await lab.crm(active, 'resource', 'refresh', 'nat-eni');
    await lab.waitUntilServing(active);
    await lab.waitUntilIdle();
    expect((await lab.status()).failures).toEqual([]);
    expect(lab.record.movesSince(mark)).toEqual([]);
  });

  test('is not uninstalled where the resource is active, but where it is not', async () => {
    const { lab, active, passive } = stage;
    const refused = await lab.node(active).tryExec(agentUninstall.split(' '), { timeoutMs: 60_000 });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(
      /^eni-agent: stays installed, because the resource nat-eni is active on this node \(nat-[ab]\): .*\n$/,
    );
    const other = lab.node(passive);
    await other.exec(agentUninstall.split(' '), { timeoutMs: 60_000 });
    expect((await other.tryExec(['ls', '/usr/lib/eni-agent'])).exitCode).not.toBe(0);
    expect((await other.tryExec(['ls', '/usr/lib/ocf/resource.d/forward3d'])).exitCode).not.toBe(0);
    await other.exec([command, 'install'], { timeoutMs: 90_000 });
  });

  test("another agent of that name is not replaced, nor is a package's", async () => {
    const { lab, passive } = stage;
    const node = lab.node(passive);
    await node.exec(['sh', '-c', `rm ${resourceAgent} && echo '#!/bin/sh' >${resourceAgent}`]);
    const foreign = await node.tryExec([command, 'install'], { timeoutMs: 60_000 });
    expect(foreign).toMatchObject({
      exitCode: 1,
      stderr: `eni-agent: ${resourceAgent} is another agent: move it away first\n`,
    });
    await node.exec(['sh', '-c', `rm ${resourceAgent} && mkdir /usr/lib/eni-agent/package`]);
    const packaged = await node.tryExec([command, 'install'], { timeoutMs: 60_000 });
    expect(packaged.exitCode).toBe(1);
    expect(packaged.stderr).toMatch(/^eni-agent: a package of the operating system brought the agent/);
    await node.exec(['rmdir', '/usr/lib/eni-agent/package']);
    await node.exec([command, 'install'], { timeoutMs: 90_000 });
  });
});

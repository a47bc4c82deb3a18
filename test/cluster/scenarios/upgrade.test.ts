import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BuiltPackages } from '../../lab/build-packages.ts';
import { cast } from '../../lab/topology.ts';
import type { ClusterNode } from '../cluster-node.ts';
import { installGuide, readGuide, substitute } from '../guide.ts';
import { moveAndSurvive } from '../move-and-survive.ts';
import { putOnNode } from '../put-on-node.ts';
import { resourceAgent, tryAgent } from '../try-agent.ts';
import { useLab } from '../use-lab.ts';
import { waitUntil } from '../wait-until.ts';

const guide = readGuide();
const howTo = readGuide(installGuide);
/** A command of that document, as words. */
const wordsOf = (title: string): string[] => howTo(title).trim().split(' ');

/** Both monitors as often as Pacemaker can, so that there is always one under way. */
const busyGuide: typeof guide = (title) =>
  title === 'nat.crm'
    ? substitute(guide(title), [
        ['op monitor interval=10s', 'op monitor interval=1s'],
        ['op monitor interval=60s', 'op monitor interval=2s'],
      ])
    : guide(title);

let earlier: BuiltPackages;
let later: BuiltPackages;
beforeAll(async () => {
  const wish = { only: ['deb'], arch: ['x64'] } as const;
  earlier = await BuiltPackages.build({ ...wish, version: '1.0.0' });
  later = await BuiltPackages.build({ ...wish, version: '1.1.0' });
});
afterAll(async () => {
  await earlier[Symbol.asyncDispose]();
  await later[Symbol.asyncDispose]();
});

/** Answers what dpkg and the package said. */
async function dpkgInstall(
  node: ClusterNode,
  packages: BuiltPackages,
  command = howTo('install-deb.sh'),
): Promise<string> {
  await node.exec(['sh', '-c', 'rm -f /root/*.deb']);
  await putOnNode(node, packages.path(/\.deb$/));
  const script = `cd /root; exec 2>&1; ${command}`;
  return node.exec(['sh', '-euc', script], { timeoutMs: 120_000 });
}

async function foldersOn(node: ClusterNode): Promise<readonly string[]> {
  return (await node.exec(['ls', '/usr/lib/eni-agent'])).split('\n').filter(Boolean);
}

describe('the Debian package on nodes with nothing but the cluster stack', () => {
  const stage = useLab({
    guide: busyGuide,
    install: async (node, parts) => {
      const { exitCode } = await node.tryExec(['sh', '-c', 'command -v node nodejs npm']);
      expect(exitCode).not.toBe(0);
      await dpkgInstall(node, earlier, guide('agent.sh'));
      if (node.name === 'nat-a') await tryAgent(node, parts);
    },
  });
  const versionOn = (node: ClusterNode) => node.exec(['eni-agent', '--version']);

  test('is enough for a cluster that moves the ENI and survives a power cut', () => moveAndSurvive(stage));

  test('is not removed where the resource is active, and says why in one sentence', async () => {
    const { lab, active } = stage;
    const mark = lab.record.mark();
    const { exitCode, stderr } = await lab.node(active).tryExec(wordsOf('remove-deb.sh'));
    expect(exitCode).not.toBe(0);
    expect(stderr.split('\n')[0]).toBe(
      `eni-agent: stays installed, because the resource nat-eni is active on this node (${active}): ` +
        'move it away or put the node into maintenance mode first',
    );
    await lab.waitUntilIdle();
    expect(await versionOn(lab.node(active))).toBe('1.0.0\n');
    expect((await lab.status()).failures).toEqual([]);
    expect(lab.record.movesSince(mark)).toEqual([]);
  });

  test('is upgraded under the started resource without a failed action, whoever runs the agent meanwhile', async () => {
    const { lab, active } = stage;
    const node = lab.node(active);
    const mark = lab.record.mark();
    await using hammer = await startHammer(node, lab.parts.endpointUrl);
    await dpkgInstall(node, later);
    expect(await versionOn(node)).toBe('1.1.0\n');
    await dpkgInstall(node, later);
    await dpkgInstall(node, earlier);
    expect(await versionOn(node)).toBe('1.0.0\n');
    const answers = await hammer.stop();
    expect(new Set(answers)).toEqual(new Set(['meta-data 0', 'monitor 0']));
    expect(answers.length).toBeGreaterThan(10);

    await lab.waitUntilIdle();
    const { failures, failCounts, resources } = await lab.status();
    expect({ failures, failCounts }).toEqual({ failures: [], failCounts: [] });
    expect(resources.find(({ id }) => id === 'nat-eni')?.nodes).toEqual([active]);
    expect(lab.record.movesSince(mark)).toEqual([]);
    expect(lab.record.outagesSince(mark)).toEqual([]);
    expect(await foldersOn(node)).toEqual(['1.0.0', 'current', 'package']);
  });

  test('leaves an action that is under way the version that it began with', async () => {
    const { lab, active } = stage;
    const node = lab.node(active);
    const { faults } = lab.parts.emulator;
    const id = faults.add({ match: { action: 'DescribeNetworkInterfaces' }, effect: { kind: 'hold' } });
    const isHeld = () => faults.list().some(({ struck }) => struck > 0);
    await waitUntil(isHeld, { timeoutMs: 20_000, what: 'a monitor waits for EC2' });
    expect(await dpkgInstall(node, later)).toMatch(/processes still run an earlier version/);
    expect(await foldersOn(node)).toEqual(['1.0.0', '1.1.0', 'current', 'package']);
    faults.remove(id);
    await lab.waitUntilIdle();
    expect((await lab.status()).failures).toEqual([]);
    await dpkgInstall(node, later);
    expect(await foldersOn(node)).toEqual(['1.1.0.2', 'current', 'package']);
  });

  test.each([
    [
      'the cluster',
      ['configure', 'property', 'maintenance-mode=true'],
      ['configure', 'property', 'maintenance-mode=false'],
    ],
    ['the node', wordsOf('maintenance.sh').slice(1), ['node', 'ready']],
    [
      'the resource',
      ['resource', 'maintenance', 'nat-eni', 'on'],
      ['resource', 'maintenance', 'nat-eni', 'off'],
    ],
  ])('can be removed and installed again while %s is in maintenance', async (_, begin, end) => {
    const { lab, active } = stage;
    const node = lab.node(active);
    const mark = lab.record.mark();
    await lab.crm(active, ...begin);
    await lab.waitUntilIdle();
    await node.exec(wordsOf('remove-deb.sh'), { timeoutMs: 60_000 });
    expect((await node.tryExec(['ls', '/usr/lib/eni-agent'])).exitCode).not.toBe(0);
    await dpkgInstall(node, earlier);
    await lab.crm(active, ...end);
    await lab.waitUntilIdle();
    expect((await lab.status()).failures).toEqual([]);
    expect(lab.record.movesSince(mark)).toEqual([]);
  });

  test('can be removed while the resource is unmanaged, whose monitors go on and find nothing', async () => {
    const { lab, active } = stage;
    const node = lab.node(active);
    const mark = lab.record.mark();
    await lab.crm(active, 'resource', 'unmanage', 'nat-eni');
    await lab.waitUntilIdle();
    await node.exec(wordsOf('remove-deb.sh'), { timeoutMs: 60_000 });
    await lab.waitFor('a monitor without its agent', ({ failures }) => failures.length > 0);
    await dpkgInstall(node, earlier);
    await lab.crm(active, 'resource', 'cleanup', 'nat-eni');
    await lab.waitUntilIdle();
    await lab.crm(active, 'resource', 'manage', 'nat-eni');
    await lab.waitUntilIdle();
    expect(lab.record.movesSince(mark)).toEqual([]);
  });
});

interface Hammer extends AsyncDisposable {
  /** Ends it; action and exit code of every call. */
  stop(): Promise<readonly string[]>;
}

/** Calls the agent on a node again and again, from several processes, as fast as they end. */
async function startHammer(node: ClusterNode, endpointUrl: string): Promise<Hammer> {
  const log = '/root/hammer.log';
  const go = '/root/hammer.go';
  await node.exec(['sh', '-c', `: >${log}; : >${go}`]);
  const env = {
    OCF_ROOT: '/usr/lib/ocf',
    OCF_RESOURCE_INSTANCE: 'nat-eni',
    OCF_RESKEY_eni_id: cast.eni,
    OCF_RESKEY_endpoint_url: endpointUrl,
    OCF_RESKEY_CRM_meta_timeout: '60000',
    OCF_RESKEY_CRM_meta_interval: '10000',
  };
  const loop = (action: string) =>
    `while [ -e ${go} ]; do ${resourceAgent} ${action} >/dev/null 2>>/root/hammer.err; echo "${action} $?" >>${log}; done`;
  const running = ['meta-data', 'monitor'].map((action) =>
    node.exec(['sh', '-c', loop(action)], { env, timeoutMs: 200_000 }),
  );
  const stop = async (): Promise<readonly string[]> => {
    await node.exec(['rm', '-f', go]);
    await Promise.all(running);
    return (await node.exec(['cat', log])).split('\n').filter(Boolean);
  };
  return { stop, [Symbol.asyncDispose]: () => stop().then(() => undefined) };
}

import { expect, it } from 'vitest';
import type { World } from '../../emulator/fabric.ts';
import { AgentLab } from '../../lab/agent-lab.ts';
import { foreignNetwork } from '../../lab/foreign-network.ts';
import { cast, oneArmed, twoArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { expectSilentSuccess } from './expect-answer.ts';
import { eniLink, onNode, snapshotOf } from './node-state.ts';
import { deep, recurring } from './serving.ts';

const { nodeA, nodeB } = cast;

describeFabric('a node before start and after stop', () => {
  it.concurrent.each([
    { topology: 'one-armed', world: oneArmed, egress: 'eni', prefix: '10.0.1', prefix6: '2001:db8:0:1' },
    { topology: 'two-armed', world: twoArmed, egress: 'system', prefix: '10.0.2', prefix6: '2001:db8:0:2' },
  ])('is the same, with foreign rules, routes, addresses and settings ($topology)', async (row) => {
    const env = { OCF_RESKEY_egress: row.egress };
    await using lab = await AgentLab.create({
      world: (name) => onRoomyNodes(row.world({ lab: name, secondaryAddresses: true, ipv6: true })),
    });
    for (const command of foreignNetwork) await onNode(lab, nodeA, command);
    const before = await snapshotOf(lab, nodeA);

    expectSilentSuccess(await lab.agent(nodeA, 'start', env));
    const link = await eniLink(lab, nodeA);
    expect(link?.addresses).toEqual([
      ...['50', '51', '52'].map((host) => `${row.prefix}.${host}/24`),
      `${row.prefix6}::50/64`,
    ]);
    expect(
      (await onNode(lab, nodeA, ['sysctl', '-n', `net.ipv4.conf.${link?.name ?? ''}.rp_filter`])).trim(),
    ).toBe('2');
    const during = await snapshotOf(lab, nodeA);
    expect(linesOf(during)).toEqual(expect.arrayContaining([...linesOf(before)]));
    expectSilentSuccess(await lab.agent(nodeA, 'monitor', { ...recurring, ...env }));
    expectSilentSuccess(await lab.agent(nodeA, 'monitor', { ...deep, ...env }));

    expectSilentSuccess(await lab.agent(nodeA, 'stop', env));
    expect(await snapshotOf(lab, nodeA)).toBe(before);
  });

  it.concurrent('is the same when the ENI was taken meanwhile', async () => {
    await using lab = await AgentLab.create({
      world: (name) => onRoomyNodes(oneArmed({ lab: name, secondaryAddresses: true, ipv6: true })),
    });
    for (const command of foreignNetwork) await onNode(lab, nodeA, command);
    const before = await snapshotOf(lab, nodeA);
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expectSilentSuccess(await lab.agent(nodeB, 'start'));
    expectSilentSuccess(await lab.agent(nodeA, 'stop'));
    expect(await snapshotOf(lab, nodeA)).toBe(before);
  });

  it.concurrent('goes on using its primary interface for what is its own', async () => {
    await using lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
    const wayOut = ['ip', '-json', 'route', 'get', '203.0.113.10'];
    const neighbour = ['ip', '-json', 'route', 'get', '10.0.1.12'];
    const before = [await onNode(lab, nodeA, wayOut), await onNode(lab, nodeA, neighbour)];
    expectSilentSuccess(await lab.agent(nodeA, 'start'));
    expect([await onNode(lab, nodeA, wayOut), await onNode(lab, nodeA, neighbour)]).toEqual(before);
  });
});

/** With instances of a type that takes more than two addresses an interface. */
function onRoomyNodes(world: World): World {
  return { ...world, instances: world.instances.map((it) => ({ ...it, instanceType: 't3.medium' })) };
}

/** Rules and routes, which are whole lines. */
function linesOf(snapshot: string): readonly string[] {
  const [, rules = ''] = snapshot.split('# ip -4 rule');
  const [text = ''] = rules.split('# sysctl');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

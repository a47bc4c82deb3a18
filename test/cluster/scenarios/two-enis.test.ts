import { describe, expect, test } from 'vitest';
import type { World } from '../../emulator/fabric.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { isStarted } from '../crm-mon.ts';
import { eniLink, policyRouting } from '../kernel.ts';
import { useLab } from '../use-lab.ts';

const second = { eniId: 'eni-0fedcba9876543210', mac: '06:0f:ed:cb:a9:87', ipv4: '10.0.2.60' };

/** Instances of a type that holds three interfaces. */
function withSecondEni(world: World): World {
  const eni = {
    eniId: second.eniId,
    subnetId: cast.privateSubnet,
    mac: second.mac,
    ipv4: [second.ipv4],
    sourceDestCheck: false,
  };
  const instances = world.instances.map((instance) => ({ ...instance, instanceType: 'c5n.large' }));
  return { ...world, instances, enis: [...world.enis, eni] };
}

describe('two ENIs on one node', () => {
  const stage = useLab({ world: (lab) => withSecondEni(oneArmed({ lab })) });

  test('q: both start, move together and leave nothing of theirs behind', async () => {
    const { lab, active, passive } = stage;
    const before = await policyRouting(lab.node(passive));
    await lab.crm(
      active,
      ...['configure', 'primitive', 'nat-eni-2', 'ocf:forward3d:eni', 'params'],
      ...[`eni_id=${second.eniId}`, `endpoint_url=${lab.parts.endpointUrl}`],
      ...['op', 'start', 'timeout=120s', 'op', 'stop', 'timeout=120s', 'op', 'monitor', 'interval=10s'],
    );
    await lab.crm(active, 'configure', 'colocation', 'together', 'inf:', 'nat-eni-2', 'nat-eni');
    await lab.waitUntilIdle();
    for (const [node, other] of [
      [active, passive],
      [passive, active],
    ] as const) {
      if (lab.holder() !== node) await lab.crm(node, 'resource', 'move', 'nat-eni', node);
      await lab.waitFor(`both on ${node}`, (status) =>
        ['nat-eni', 'nat-eni-2'].every((resource) => isStarted(status, resource, node)),
      );
      expect([lab.holder(), lab.holder(second.eniId)]).toEqual([node, node]);
      expect(await eniLink(lab.node(node))).toMatchObject({ isUp: true, ipv4: ['10.0.1.50/24'] });
      expect(await eniLink(lab.node(node), second.mac)).toMatchObject({
        isUp: true,
        ipv4: [`${second.ipv4}/24`],
      });
      expect(await eniLink(lab.node(other))).toBeUndefined();
      expect(await eniLink(lab.node(other), second.mac)).toBeUndefined();
      expect(
        await lab.node(node).exec(['ping', '-c', '1', '-W', '2', '-I', second.ipv4, '10.0.2.20']),
      ).toContain('1 received');
      await lab.traffic.firstAnswer(Date.now(), 5_000);
    }
    await lab.crm(passive, 'resource', 'clear', 'nat-eni');
    await lab.crm(passive, '--force', 'configure', 'delete', 'together', 'nat-eni-2');
    await lab.crm(active, 'resource', 'stop', 'nat-eni');
    await lab.waitUntilIdle();
    expect(await policyRouting(lab.node(passive))).toBe(before);
    await lab.crm(active, 'resource', 'start', 'nat-eni');
    await lab.waitUntilServing();
    expect((await lab.status()).failures).toEqual([]);
  });
});

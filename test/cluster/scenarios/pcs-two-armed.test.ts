import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { twoArmed } from '../../lab/topology.ts';
import { eniLink } from '../kernel.ts';
import type { ClusterLab } from '../lab.ts';
import type { NodeName } from '../lab-options.ts';
import { useLab } from '../use-lab.ts';
import { waitUntil } from '../wait-until.ts';

/** The Elastic IP of the node's own primary interface. */
function publicAddressOf(lab: ClusterLab, name: NodeName): string | undefined {
  const { address } = lab.host(name).member;
  return lab.parts.world.enis.find(({ ipv4 }) => ipv4[0] === address)?.publicIp;
}

describe('a two-armed pair that is configured with pcs', () => {
  const stage = useLab({
    world: (lab) => twoArmed({ lab }),
    configureWith: 'pcs',
    parameters: { egress: 'system' },
  });

  test('a: start puts the ENI on exactly one node, which serves with its own public address', async () => {
    const { lab, active, passive } = stage;
    expect((await lab.waitUntilServing(active)).failures).toEqual([]);
    expect(await eniLink(lab.node(active))).toMatchObject({ isUp: true, ipv4: ['10.0.2.50/24'] });
    expect(await eniLink(lab.node(passive))).toBeUndefined();
    const answer = await lab.traffic.firstAnswer(Date.now(), 5_000);
    expect(answer.addressSeen).toBe(publicAddressOf(lab, active));
  });

  test('b: move takes it to the other node, clear leaves it there', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    await lab.pcs(passive, 'resource', 'move-with-constraint', 'nat-eni', passive);
    await lab.waitUntilServing(passive);
    const answer = await lab.traffic.firstAnswer(Date.now(), 5_000);
    expect(answer.addressSeen).toBe(publicAddressOf(lab, passive));
    await lab.pcs(passive, 'resource', 'clear', 'nat-eni');
    await lab.waitUntilIdle();
    expect(lab.record.movesSince(mark)).toEqual([`eni-detached ${active}`, `eni-attached ${passive}`]);
    expect(lab.record.outagesSince(mark)).toHaveLength(1);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  test('m: cleanup, refresh and maintenance mode do not touch it, restart interrupts it once', async () => {
    const { lab, active } = stage;
    const mark = lab.record.mark();
    await lab.pcs(active, 'resource', 'cleanup', 'nat-eni');
    await lab.waitUntilIdle();
    await lab.pcs(active, 'resource', 'refresh', 'nat-eni');
    await lab.waitUntilIdle();
    await lab.pcs(active, 'property', 'set', 'maintenance-mode=true');
    await lab.waitFor('maintenance', ({ maintenanceMode }) => maintenanceMode);
    await lab.pcs(active, 'property', 'set', 'maintenance-mode=false');
    await lab.waitUntilServing(active);
    await lab.waitUntilIdle();
    expect(lab.record.movesSince(mark)).toEqual([]);
    expect(lab.record.outagesSince(mark)).toEqual([]);

    await lab.pcs(active, 'resource', 'restart', 'nat-eni');
    await lab.waitUntilServing();
    await lab.traffic.firstAnswer(Date.now(), 5_000);
    expect(lab.record.outagesSince(mark)).toHaveLength(1);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  test('p: a reloadable parameter is taken over without an interruption', async () => {
    const { lab, active } = stage;
    const mark = lab.record.mark();
    await lab.pcs(active, 'resource', 'update', 'nat-eni', 'log_level=info');
    const log = lab.node(active).plan.disk.hostPath('/var/log/pacemaker/pacemaker.log');
    await waitUntil(
      () => readFileSync(log, 'utf8').includes('Result of reload-agent operation for nat-eni'),
      {
        timeoutMs: 20_000,
        what: 'reload-agent done',
      },
    );
    const status = await lab.waitUntilServing(active);
    expect(status.failures).toEqual([]);
    expect(lab.record.movesSince(mark)).toEqual([]);
    expect(lab.record.outagesSince(mark)).toEqual([]);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { cast } from '../../lab/topology.ts';
import { eniLink } from '../kernel.ts';
import { useLab } from '../use-lab.ts';

/** What a planned move may cost the client on a busy machine: what EC2 takes, and all the rest. */
const plannedOutageMs = 2_500 + 1_500 + 500 + 3_000;

describe('an ENI that the admin moves', () => {
  const stage = useLab();

  test('a: start puts it on exactly one node, which serves', async () => {
    const { lab, active, passive } = stage;
    const status = await lab.waitUntilServing(active);
    expect(status.failures).toEqual([]);
    expect(lab.parts.emulator.cloud.eni(cast.eni)).toMatchObject({
      sourceDestCheck: false,
      attachment: { status: 'attached', deviceIndex: 1 },
    });
    expect(await eniLink(lab.node(active))).toMatchObject({ isUp: true, ipv4: ['10.0.1.50/24'] });
    expect(await eniLink(lab.node(passive))).toBeUndefined();
    const answer = await lab.traffic.firstAnswer(Date.now(), 5_000);
    expect(answer.addressSeen).toBe(cast.eniPublicIp);
  });

  test('b: move takes it to the other node, clear leaves it there', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    await lab.crm(passive, 'resource', 'move', 'nat-eni', passive);
    await lab.waitUntilServing(passive);
    await lab.traffic.firstAnswer(Date.now(), 5_000);
    expect(lab.holder()).toBe(passive);
    expect(await eniLink(lab.node(active))).toBeUndefined();
    const [outage, ...more] = lab.record.outagesSince(mark);
    expect(more).toEqual([]);
    expect(outage!.durationMs).toBeLessThanOrEqual(plannedOutageMs);
    expect(lab.record.addressesSince(mark)).toEqual([cast.eniPublicIp]);

    const afterMove = lab.record.mark();
    await lab.crm(passive, 'resource', 'clear', 'nat-eni');
    await lab.waitFor('no constraint', ({ bans }) => bans.length === 0);
    await lab.waitUntilIdle();
    expect(lab.holder()).toBe(passive);
    expect(lab.record.outagesSince(afterMove)).toEqual([]);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  test('c: standby moves it away, unstandby does not move it back', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    await lab.crm(active, 'node', 'standby', active);
    await lab.waitUntilServing(passive);
    await lab.crm(active, 'node', 'online', active);
    await lab.waitFor('nobody in standby', ({ nodes }) => nodes.every(({ standby }) => !standby));
    await lab.waitUntilIdle();
    await lab.traffic.firstAnswer(Date.now(), 5_000);
    expect(lab.record.outagesSince(mark)).toHaveLength(1);
    expect(lab.record.movesSince(mark)).toEqual([`eni-detached ${active}`, `eni-attached ${passive}`]);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  test('m: cleanup, refresh and maintenance mode do not touch it, restart interrupts it once', async () => {
    const { lab, active } = stage;
    const mark = lab.record.mark();
    await lab.crm(active, 'resource', 'cleanup', 'nat-eni');
    await lab.waitUntilIdle();
    await lab.crm(active, 'resource', 'refresh', 'nat-eni');
    await lab.waitUntilIdle();
    await lab.crm(active, 'configure', 'property', 'maintenance-mode=true');
    await lab.waitFor('maintenance', ({ maintenanceMode }) => maintenanceMode);
    await lab.waitUntilIdle();
    await lab.crm(active, 'configure', 'property', 'maintenance-mode=false');
    await lab.waitFor('no maintenance', ({ maintenanceMode }) => !maintenanceMode);
    await lab.waitUntilServing(active);
    await lab.waitUntilIdle();
    expect(lab.record.movesSince(mark)).toEqual([]);
    expect(lab.record.outagesSince(mark)).toEqual([]);

    await lab.crm(active, 'resource', 'restart', 'nat-eni');
    await lab.waitUntilServing();
    await lab.traffic.firstAnswer(Date.now(), 5_000);
    expect(lab.record.outagesSince(mark)).toHaveLength(1);
    expect((await lab.status()).failures).toEqual([]);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  test('n, r: an orderly shutdown hands it over, and the node that returns does not take it back', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    await lab.shutDown(active);
    await lab.waitUntilServing(passive);
    await lab.traffic.firstAnswer(Date.now(), 5_000);
    const [outage, ...more] = lab.record.outagesSince(mark);
    expect(more).toEqual([]);
    expect(outage!.durationMs).toBeLessThanOrEqual(plannedOutageMs);

    const beforeReturn = lab.record.mark();
    await lab.boot(active);
    await lab.waitUntilAllOnline();
    await lab.waitUntilIdle();
    expect(lab.holder()).toBe(passive);
    expect(lab.record.movesSince(beforeReturn)).toEqual([]);
    expect(lab.record.outagesSince(beforeReturn)).toEqual([]);
    expect((await lab.status()).failures).toEqual([]);
    expect((await lab.status()).fencing).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { cast } from '../../lab/topology.ts';
import { eniLink } from '../kernel.ts';
import { fairFencingDelaySeconds } from '../lab.ts';
import type { Mark } from '../lab-record.ts';
import { useLab } from '../use-lab.ts';

describe('a node that fails', () => {
  const stage = useLab({ priorityFencingDelaySeconds: fairFencingDelaySeconds });

  async function expectTakenOver(mark: Mark): Promise<void> {
    const { lab, active, passive } = stage;
    await lab.waitUntilServing(passive);
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    expect(lab.holder()).toBe(passive);
    expect(await eniLink(lab.node(passive))).toMatchObject({ isUp: true, ipv4: ['10.0.1.50/24'] });
    const [outage, ...more] = lab.record.outagesSince(mark);
    expect(more).toEqual([]);
    // EC2 4.5 s, Corosync's token and consensus 2.2 s, the delay of fencing, its own 0.4 s, and all the rest on a busy machine
    const delayMs = fairFencingDelaySeconds * 1_000;
    expect(outage!.durationMs).toBeLessThanOrEqual(4_500 + 2_200 + delayMs + 400 + 6_000);
    expect(lab.record.addressesSince(mark)).toEqual([cast.eniPublicIp]);
    await lab.waitUntilAllOnline();
    await lab.waitUntilIdle();
    expect(lab.record.stoppedSince(mark)).toEqual([active]);
    expect(lab.holder()).toBe(passive);
    expect((await lab.status()).failCounts).toEqual([]);
  }

  test('d: power cut of the active node: it is fenced, the other one serves', async () => {
    const { lab, active } = stage;
    const mark = lab.record.mark();
    await lab.crash(active);
    await expectTakenOver(mark);
  });

  test('e: hanging kernel of the active node: it is fenced, the other one serves', async () => {
    const { lab, active } = stage;
    const mark = lab.record.mark();
    await lab.hang(active);
    await expectTakenOver(mark);
  });

  test('f: cluster link cut: the node without the ENI is fenced, clients notice nothing', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    await lab.setClusterLink(false);
    await lab.record.event(
      mark,
      'a node is fenced',
      ({ kind, detail }) => kind === 'instance-state' && detail === 'running',
    );
    await lab.setClusterLink(true);
    await lab.waitUntilAllOnline();
    await lab.waitUntilIdle();
    expect(lab.record.stoppedSince(mark)).toEqual([passive]);
    expect(lab.holder()).toBe(active);
    expect(lab.record.movesSince(mark)).toEqual([]);
    expect(lab.record.outagesSince(mark)).toEqual([]);
    expect((await lab.status()).failCounts).toEqual([]);
  });
});

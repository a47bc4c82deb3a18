import { describe, expect, test } from 'vitest';
import { cast, oneArmed } from '../../lab/topology.ts';
import { runScript } from '../cluster-tools.ts';
import { useLab } from '../use-lab.ts';

describe('three votes and requires=quorum', () => {
  const stage = useLab({
    world: (lab) => oneArmed({ lab, thirdNode: true }),
  });

  test('d: the survivor takes the ENI before the dead node is fenced', async () => {
    const { lab, active } = stage;
    await runScript(lab.node(active), lab.guide('third-vote.sh'));
    await lab.waitUntilIdle();
    const mark = lab.record.mark();
    await lab.crash(active);
    await lab.record.event(mark, 'attached elsewhere', ({ kind }) => kind === 'eni-attached');
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
    const [outage, ...more] = lab.record.outagesSince(mark);
    expect(more).toEqual([]);
    // Corosync 2.2 s, force_after 3 s, Force 1.5 s, attach 1.5 s, link 0.5 s, and all the rest on a busy machine
    expect(outage!.durationMs).toBeLessThanOrEqual(2_200 + 3_000 + 1_500 + 1_500 + 500 + 6_000);
    expect(lab.record.addressesSince(mark)).toEqual([cast.eniPublicIp]);
    await lab.waitUntilAllOnline(120_000);
    await lab.waitUntilServing();
    expect(lab.record.stoppedSince(mark)).toEqual([active]);
    expect(lab.record.outagesSince(mark)).toHaveLength(1);
  });
});

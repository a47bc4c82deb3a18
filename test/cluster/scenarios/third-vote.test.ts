import { describe, expect, test } from 'vitest';
import { cast, oneArmed } from '../../lab/topology.ts';
import { instantFencing } from '../lab.ts';
import { useLab } from '../use-lab.ts';

describe('three votes and requires=quorum', () => {
  const stage = useLab({
    world: (lab) => oneArmed({ lab, thirdNode: true }),
    // As long as fence_aws takes to see an instance stopped.
    latency: { ...instantFencing, forceStopMs: 45_000 },
  });

  test('d: the survivor takes the ENI before the dead node is fenced', async () => {
    const { lab, active } = stage;
    await lab.crm(active, 'resource', 'meta', 'nat-eni', 'set', 'requires', 'quorum');
    await lab.waitUntilIdle();
    const mark = lab.record.mark();
    await lab.crash(active);
    await lab.waitFor('started elsewhere', ({ resources }) =>
      resources.some(
        ({ id, role, nodes }) => id === 'nat-eni' && role === 'Started' && !nodes.includes(active),
      ),
    );
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    const [outage, ...more] = lab.record.outagesSince(mark);
    expect(more).toEqual([]);
    expect(outage!.durationMs).toBeLessThanOrEqual(20_000);
    const { state } = lab.parts.emulator.cloud.instance(lab.host(active).member.instanceId);
    expect(state).not.toBe('running');
    expect(lab.record.addressesSince(mark)).toEqual([cast.eniPublicIp]);
    await lab.waitUntilAllOnline(120_000);
    expect(lab.record.stoppedSince(mark)).toEqual([active]);
  });
});

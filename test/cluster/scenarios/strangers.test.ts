import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clearParametersOn, setParametersOn } from '../node-parameters.ts';
import { useLab } from '../use-lab.ts';

describe('a node that cannot know better', () => {
  const stage = useLab();

  test('s: joins without a cache while the EC2 API is down: the healthy node is left alone', async () => {
    const { lab, active, passive } = stage;
    await lab.shutDown(passive);
    const cache = lab.node(passive).plan.disk.hostPath('/var/lib/eni-agent');
    for (const file of readdirSync(cache)) rmSync(join(cache, file));
    const mark = lab.record.mark();
    await lab.parts.fabric.setEndpointReachable(false);
    await lab.boot(passive);
    await lab.waitUntilAllOnline();
    await lab.waitUntilIdle();
    const status = await lab.waitUntilServing(active);
    expect(status.failCounts).toEqual([]);
    expect(lab.record.movesSince(mark)).toEqual([]);
    expect(lab.record.outagesSince(mark)).toEqual([]);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });

  test('t: has a wrong region, then a wrong endpoint: the healthy node is left alone', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    for (const wrong of [{ region: 'us-east-1' }, { endpoint_url: 'http://10.0.255.10:9' }]) {
      await setParametersOn(lab, passive, wrong);
      await lab.waitUntilIdle();
      await lab.crm(passive, 'resource', 'refresh', 'nat-eni', passive);
      await lab.waitUntilIdle();
      const status = await lab.waitUntilServing(active);
      expect(status.failCounts).toEqual([]);
    }
    await clearParametersOn(lab, passive);
    expect(lab.record.movesSince(mark)).toEqual([]);
    expect(lab.record.outagesSince(mark)).toEqual([]);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
  });
});

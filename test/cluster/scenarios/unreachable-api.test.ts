import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { useLab } from '../use-lab.ts';

const degraded = 190;

describe('the EC2 API is down or slow', () => {
  const stage = useLab();

  test('i: down for a minute while all is well: shown as degraded, and nothing else happens', async () => {
    const { lab, active } = stage;
    const mark = lab.record.mark();
    const leastOutage = delay(60_000);
    await lab.parts.fabric.setEndpointReachable(false);
    const { failures } = await lab.waitFor(
      'shown as degraded',
      (status) => status.failures.length > 0,
      150_000,
    );
    await leastOutage;
    expect(failures).toMatchObject([
      { task: 'monitor', intervalMs: 60_000, node: active, exitCode: degraded },
    ]);
    expect(failures[0]!.exitReason).toContain('EC2');
    await lab.parts.fabric.setEndpointReachable(true);
    const status = await lab.waitUntilServing(active);
    expect(status.failCounts).toEqual([]);
    expect(lab.record.outagesSince(mark)).toEqual([]);
    expect(lab.record.movesSince(mark)).toEqual([]);
    expect(lab.record.stoppedSince(mark)).toEqual([]);
    await lab.crm(active, 'resource', 'cleanup', 'nat-eni');
    await lab.waitFor('no entry left', ({ failures: left }) => left.length === 0);
    await lab.waitUntilServing(active);
    expect(lab.record.outagesSince(mark)).toEqual([]);
  });

  test('j: throttled during a failover: it takes longer and succeeds', async () => {
    const { lab, active, passive } = stage;
    const mark = lab.record.mark();
    const bucket = { capacity: 2, refillPerSecond: 1 };
    lab.parts.emulator.configure({
      throttle: { describe: bucket, 'describe-all': bucket, mutate: bucket, power: bucket },
    });
    await lab.crash(active);
    await lab.waitUntilServing(passive, 90_000);
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    const throttled = lab.parts.emulator.requests
      .after(0)
      .filter(({ atMs, code }) => atMs >= mark.atMs && code === 'RequestLimitExceeded');
    expect(throttled.length).toBeGreaterThan(0);
    await lab.waitUntilAllOnline();
    expect((await lab.status()).failCounts).toEqual([]);
    expect((await lab.status()).failures).toEqual([]);
    expect(lab.record.stoppedSince(mark)).toEqual([active]);
  });

  test('l: stop while it is down: the ENI serves until its node is fenced', async () => {
    const { lab, active, passive } = stage;
    await lab.pcs(active, 'resource', 'update', 'nat-eni', 'op', 'stop', 'timeout=20s');
    await lab.waitUntilServing(active);
    await lab.waitUntilIdle();
    const mark = lab.record.mark();
    await lab.parts.fabric.setEndpointReachable(false);
    await lab.crm(passive, 'resource', 'move', 'nat-eni', passive);
    const fenced = await lab.record.event(
      mark,
      'the node whose stop failed is fenced',
      ({ kind, detail }) => kind === 'instance-state' && detail === 'stopping',
      60_000,
    );
    await lab.parts.fabric.setEndpointReachable(true);
    await lab.waitUntilServing(passive);
    await lab.traffic.firstAnswer(Date.now(), 10_000);
    const [outage, ...more] = lab.record.outagesSince(mark);
    expect(more).toEqual([]);
    expect(outage!.fromMs).toBeGreaterThan(fenced.atMs - 500);
    expect(lab.holder()).toBe(passive);
    await lab.waitUntilAllOnline();
    expect(lab.record.stoppedSince(mark)).toEqual([active]);
  });
});

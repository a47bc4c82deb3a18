import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/adapters/clock/system-clock.ts';

/** Resolves to `over` if the sleep ends within `ms`. */
function within(ms: number, sleep: Promise<void>): Promise<'over' | 'pending'> {
  const later = new Promise<'pending'>((resolve) => setTimeout(() => resolve('pending'), ms));
  return Promise.race([sleep.then(() => 'over' as const), later]);
}

describe('a sleep', () => {
  it.each([0, 0.4, 1, 7.3, 20])('of %d ms never ends early', async (ms) => {
    const beganMs = systemClock.nowMs();
    await systemClock.sleep(ms);
    expect(systemClock.nowMs() - beganMs).toBeGreaterThanOrEqual(ms);
  });

  it('does not end early after a turn of the loop that took its time', async () => {
    const busyUntilMs = systemClock.nowMs() + 30;
    while (systemClock.nowMs() < busyUntilMs);
    const beganMs = systemClock.nowMs();
    await systemClock.sleep(20);
    expect(systemClock.nowMs() - beganMs).toBeGreaterThanOrEqual(20);
  });

  it.each([2 ** 31, 1e12, Infinity])('of %d ms does not end at once', async (ms) => {
    const abort = new AbortController();
    expect(await within(20, systemClock.sleep(ms, abort.signal))).toBe('pending');
    abort.abort();
  });

  it('that is aborted stays pending and keeps no timer', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const abort = new AbortController();
    const sleep = systemClock.sleep(10, abort.signal);
    expect(timers()).toBe(before + 1);
    abort.abort();
    expect(timers()).toBe(before);
    expect(await within(40, sleep)).toBe('pending');
  });
});

it('time moves on and starts with the process', () => {
  expect(systemClock.nowMs()).toBeGreaterThan(0);
  expect(systemClock.nowMs()).toBeLessThan(60_000 + performance.now());
});

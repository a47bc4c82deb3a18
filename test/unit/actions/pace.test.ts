import { describe, expect, it } from 'vitest';
import { createPace } from '../../../src/actions/pace.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const forEc2 = { do: 'wait', why: 'EC2', for: 'ec2' } as const;
const forKernel = { do: 'wait', why: 'the kernel', for: 'kernel' } as const;

/** A pace whose jitter is in the middle, where `random` does not say otherwise. */
function pace(random = () => 0.5) {
  const clock = new FakeClock();
  return { clock, pace: createPace({ clock, random }) };
}

describe('the pause between two looks', () => {
  it.each([
    [0, 200],
    [9_999, 200],
    [20_000, 400],
    [50_000, 1_000],
    [600_000, 1_000],
  ])('after %i ms of waiting for EC2 is %i ms', async (waitedMs, expectedMs) => {
    const { clock, pace: made } = pace();
    await clock.advance(waitedMs);
    expect(made.nextMs(forEc2, false)).toBe(expectedMs);
  });

  it('is a second where only the kernel moves, since its changes wake the loop', () => {
    expect(pace().pace.nextMs(forKernel, false)).toBe(1_000);
  });

  it('is short again after something was set in motion', async () => {
    const { clock, pace: made } = pace();
    await clock.advance(60_000);
    made.restart();
    expect(made.nextMs(forEc2, false)).toBe(200);
  });

  it('varies by a fifth, so that clusters which fail over together do not ask together', () => {
    expect(pace(() => 0).pace.nextMs(forEc2, false)).toBeCloseTo(160);
    expect(pace(() => 0.999).pace.nextMs(forEc2, false)).toBeCloseTo(240, 0);
  });

  it('doubles with each throttled call, up to 8 s', () => {
    const { pace: made } = pace();
    const throttled = Array.from({ length: 7 }, () => made.nextMs(forEc2, true));
    expect(throttled).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  });

  it('is halved again by two answers, since one does not mean that the crowd has gone', () => {
    const { pace: made } = pace();
    for (let refusals = 0; refusals < 5; refusals += 1) made.nextMs(forEc2, true);
    const answered = Array.from({ length: 12 }, () => Math.round(made.nextMs(forEc2, false)));
    expect(answered.filter((_pause, n) => n % 2 === 1)).toEqual([4_000, 2_000, 1_000, 500, 200, 200]);
  });

  it('varies by a half where calls are throttled', () => {
    expect(pace(() => 0).pace.nextMs(forEc2, true)).toBe(250);
    expect(pace(() => 0.999).pace.nextMs(forEc2, true)).toBeCloseTo(750, -1);
  });
});

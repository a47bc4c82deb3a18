import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadlineOrGrace, within } from '../../../src/actions/within.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

/** Work that ends after `ms` with this outcome. */
async function work(clock: FakeClock, ms: number, outcome: 'value' | Error): Promise<string> {
  await new Promise<void>((resolve) => clock.later(ms, resolve));
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

describe('work within a time', () => {
  it('gives its value, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    expect(await clock.run(within(clock, 100, 'EC2', work(clock, 99, 'value')))).toBe('value');
    expect(clock.pendingSleeps).toBe(0);
    expect(clock.nowMs()).toBe(99);
  });

  it('throws what it throws, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const error = new Error('no');
    await expect(clock.run(within(clock, 100, 'EC2', work(clock, 1, error)))).rejects.toBe(error);
    expect(clock.pendingSleeps).toBe(0);
  });

  it('that takes longer is transient, and what becomes of it later disturbs nobody', async () => {
    const clock = new FakeClock();
    const late = within(clock, 100, 'EC2', work(clock, 500, new Error('much later')));
    await expect(clock.run(late)).rejects.toMatchObject({
      kind: 'transient',
      message: 'no answer in time from EC2',
    });
    expect(clock.nowMs()).toBe(100);
    await clock.advance(1_000);
    expect(unhandled).toEqual([]);
  });

  it('has a moment left even where the time is over, if it is done already', async () => {
    const clock = new FakeClock();
    await clock.advance(200);
    expect(await clock.run(within(clock, 100, 'EC2', Promise.resolve('value')))).toBe('value');
  });
});

it.each([
  [0, 1_000],
  [799, 1_000],
  [900, 1_100],
  [5_000, 5_200],
])('at %i ms, what is due by 1000 ms has until %i ms', async (nowMs, expectedMs) => {
  const clock = new FakeClock();
  await clock.advance(nowMs);
  expect(deadlineOrGrace(clock, 1_000)).toBe(expectedMs);
});

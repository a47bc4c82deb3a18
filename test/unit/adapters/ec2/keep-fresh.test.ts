import { describe, expect, it } from 'vitest';
import { keepFresh } from '../../../../src/adapters/ec2/keep-fresh.ts';

const minuteMs = 60_000;

/** A provider whose n-th credentials live that long, or fail to come; and how often it was asked. */
function provider(...livesMs: readonly (number | 'for ever' | 'fails')[]) {
  let asked = 0;
  const provide = async () => {
    const lifeMs = livesMs[asked] ?? 'for ever';
    asked += 1;
    const keys = { accessKeyId: `key ${asked}`, secretAccessKey: 'secret' };
    await Promise.resolve();
    if (lifeMs === 'fails') throw new Error('no credentials');
    return lifeMs === 'for ever' ? keys : { ...keys, expiration: new Date(Date.now() + lifeMs) };
  };
  return { fresh: keepFresh(provide), asked: () => asked };
}

describe('credentials', () => {
  it.each(['for ever', 60 * minuteMs] as const)('that live %s are fetched once', async (life) => {
    const { fresh, asked } = provider(life);
    const all = await Promise.all([fresh(), fresh(), fresh()]);
    expect([...all, await fresh()].map(({ accessKeyId }) => accessKeyId)).toEqual(Array(4).fill('key 1'));
    expect(asked()).toBe(1);
  });

  it('that are about to expire are fetched anew, once for all who wait', async () => {
    const { fresh, asked } = provider(4 * minuteMs, 60 * minuteMs);
    expect((await fresh()).accessKeyId).toBe('key 1');
    const all = await Promise.all([fresh(), fresh()]);
    expect(all.map(({ accessKeyId }) => accessKeyId)).toEqual(['key 2', 'key 2']);
    expect(asked()).toBe(2);
  });

  it('that did not come are asked for again', async () => {
    const { fresh } = provider('fails', 'for ever');
    await expect(fresh()).rejects.toThrow('no credentials');
    expect((await fresh()).accessKeyId).toBe('key 2');
  });
});

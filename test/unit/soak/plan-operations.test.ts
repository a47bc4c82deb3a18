import { describe, expect, it } from 'vitest';
import { operationKinds } from '../../../scripts/soak/kinds.ts';
import { planOperations, type Operation } from '../../../scripts/soak/plan-operations.ts';
import { troubles } from '../../../scripts/soak/troubles.ts';

function first(count: number, seed: number, without: readonly string[] = []): Operation[] {
  const worries = troubles.filter(({ name }) => !without.includes(name));
  const plan = planOperations(seed, operationKinds, worries);
  return Array.from({ length: count }, () => plan.next().value);
}

describe('the plan of a soak', () => {
  it('is the same for the same seed, however far it is followed', () => {
    expect(first(300, 7)).toEqual(first(400, 7).slice(0, 300));
  });

  it('is another one for another seed', () => {
    expect(first(50, 7)).not.toEqual(first(50, 8));
  });

  it('has every kind of operation and trouble in 400 operations', () => {
    const plan = first(400, 1);
    expect(new Set(plan.map(({ kind }) => kind))).toEqual(new Set(operationKinds.map(({ name }) => name)));
    expect(new Set(plan.flatMap(({ trouble }) => trouble?.kind ?? []))).toEqual(
      new Set(troubles.map(({ name }) => name)),
    );
  });

  it('has the same operations without the troubles', () => {
    const calm = first(
      100,
      3,
      troubles.map(({ name }) => name),
    );
    expect(calm.every(({ trouble }) => trouble === undefined)).toBe(true);
    expect(calm.map(({ kind, dice }) => [kind, dice])).toEqual(
      first(100, 3).map(({ kind, dice }) => [kind, dice]),
    );
  });

  it('lets no trouble last as long as it takes to excuse a start or stop that fails', () => {
    const longestMs = Math.max(...first(400, 5).map(({ trouble }) => trouble?.forMs ?? 0));
    expect(longestMs).toBeLessThanOrEqual(20_000);
  });
});

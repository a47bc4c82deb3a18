import { beforeAll, describe, expect, it } from 'vitest';
import { realDecisions } from './decisions.ts';
import { examine, examineStarts, quietWorlds } from './examine.ts';
import { loadMutant } from './load-mutant.ts';
import { mutants, type Mutant } from './mutants.ts';
import type { World } from './world.ts';

/** Each mutant is judged by one invariant alone, so that it is that one which catches it. */
const bound = 60_000;

describe('a bug in the decisions is caught', () => {
  let worlds: readonly World[] = [];
  beforeAll(() => {
    worlds = quietWorlds(['crashing', 'mute', 'stale'], realDecisions, 1_500);
  });

  it.each(mutants.map((mutant) => [mutant.bug, mutant.breaks, mutant] as const))(
    '%s: by %s',
    (_bug, _by, mutant) => {
      expect(traceOf(mutant, worlds)).toBeDefined();
    },
  );

  it('without any of them, nothing is', () => {
    expect(examineStarts(worlds, realDecisions).failed).toBeUndefined();
  });
});

function traceOf(mutant: Mutant, worlds: readonly World[]): readonly string[] | undefined {
  const decisions = loadMutant(mutant);
  if (mutant.breaks === 'start-succeeds') return examineStarts(worlds, decisions).failed?.trace;
  return examine(mutant.within, decisions, bound, mutant.breaks).breach?.trace;
}

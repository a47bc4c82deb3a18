import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realDecisions } from './decisions.ts';
import { examine, examineStarts, quietWorlds } from './examine.ts';
import { loadMutant } from './load-mutant.ts';
import type { Mutant } from './mutant.ts';
import { mutantsOfMonitor } from './mutants-of-monitor.ts';
import { mutantsOfStart } from './mutants-of-start.ts';
import { mutantsOfStop } from './mutants-of-stop.ts';
import type { World } from './world.ts';

const mutants = [...mutantsOfStart, ...mutantsOfStop, ...mutantsOfMonitor];

/** Each mutant is judged by one invariant alone, so that it is that one which catches it. */
const bound = 60_000;

describe('a bug in the decisions is caught', () => {
  let worlds: readonly World[] = [];
  let caught = 0;
  beforeAll(() => {
    worlds = quietWorlds(['crashing', 'mute', 'stale'], realDecisions, 500);
  });

  afterAll(() => console.log(`${caught} of ${mutants.length} mutants caught`));

  it.each(mutants.map((mutant) => [mutant.bug, mutant.breaks, mutant] as const))(
    '%s: by %s',
    (_bug, _by, mutant) => {
      const trace = traceOf(mutant, worlds);
      expect(trace).toBeDefined();
      caught += 1;
    },
  );
});

function traceOf(mutant: Mutant, worlds: readonly World[]): readonly string[] | undefined {
  const decisions = loadMutant(mutant);
  if (mutant.breaks === 'start-succeeds') {
    return examineStarts(worlds, decisions, mutant.within === 'lossy' ? 1 : 0).failed?.trace;
  }
  return examine(mutant.within, decisions, bound, mutant.breaks).breach?.trace;
}

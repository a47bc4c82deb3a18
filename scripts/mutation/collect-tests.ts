import { expect } from 'vitest';

type Work = (...values: unknown[]) => unknown;
type Table = readonly unknown[];

export interface CollectedTest {
  /** Runs hooks and test; rejects or throws when it fails. */
  readonly run: () => Promise<void>;
}

interface Suite {
  readonly before: Work[];
  readonly after: Work[];
}

/** Vitest's words for registering tests, as far as the unit tests use them, and the tests registered so far. */
export function createCollector(): { readonly vitest: object; readonly tests: readonly CollectedTest[] } {
  const tests: CollectedTest[] = [];
  const suites: Suite[] = [{ before: [], after: [] }];
  const suite = (): Suite => suites.at(-1) ?? { before: [], after: [] };

  function it(_name: unknown, work: Work): void {
    const around = [...suites];
    tests.push({ run: () => runOne(around, work) });
  }
  function describe(_name: unknown, work: Work): void {
    suites.push({ before: [], after: [] });
    work();
    suites.pop();
  }
  const never = (): void => undefined;
  const each =
    (register: typeof it) =>
    (table: Table) =>
    (name: unknown, work: Work): void =>
      table.forEach((row) =>
        register(name, () => (Array.isArray(row) ? work(...(row as Table)) : work(row))),
      );
  const conditional = (register: typeof it) => ({
    each: each(register),
    skipIf: (condition: unknown) => (Boolean(condition) ? never : register),
    runIf: (condition: unknown) => (Boolean(condition) ? register : never),
  });
  const vitest = {
    expect,
    it: Object.assign(it, conditional(it)),
    test: it,
    describe: Object.assign(describe, conditional(describe)),
    beforeEach: (work: Work) => suite().before.push(work),
    afterEach: (work: Work) => suite().after.unshift(work),
  };
  return { vitest, tests };
}

async function runOne(suites: readonly Suite[], work: Work): Promise<void> {
  try {
    for (const { before } of suites) for (const hook of before) await hook();
    await work();
  } finally {
    for (const { after } of [...suites].reverse()) for (const hook of after) await hook();
  }
}

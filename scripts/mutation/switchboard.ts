type Counts = Record<string, number>;

/** What the instrumented code reads and writes: which mutant is awake, and which ones were come past. */
export interface Switchboard {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: { static: Counts; perTest: Record<string, Counts> } | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

/** The name that the instrumenter gives it. */
const name = '__stryker__';

export const switchboard: Switchboard = {};
Object.assign(globalThis, { [name]: switchboard });

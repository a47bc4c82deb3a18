import { switchboard } from './switchboard.ts';
import type { CollectedTest } from './collect-tests.ts';
import type { Fate } from './job.ts';
import type { TestFile } from './test-file.ts';

const longestTestMs = 3_000;

interface TimedTest {
  readonly label: string;
  readonly index: number;
  readonly test: CollectedTest;
  readonly hits: Readonly<Record<string, number>>;
  readonly tookMs: number;
}
interface TimedFile {
  readonly file: TestFile;
  readonly tests: readonly TimedTest[];
  /** Hits while the file was loaded: such a mutant needs it loaded anew. */
  readonly loading: Readonly<Record<string, number>>;
}

/** Runs all tests without a mutant. Throws on a test that fails then: it could judge nobody. */
export async function rehearse(files: readonly TestFile[]): Promise<readonly TimedFile[]> {
  const timed: TimedFile[] = [];
  for (const file of files) {
    const coverage = { static: {}, perTest: {} as Record<string, Record<string, number>> };
    switchboard.mutantCoverage = coverage;
    switchboard.currentTestId = undefined;
    const collected = file.load();
    const tests: TimedTest[] = [];
    for (const [index, test] of collected.entries()) {
      const label = `${file.name} #${index + 1}`;
      switchboard.currentTestId = label;
      const startMs = performance.now();
      const failure = await failureOf(test);
      if (failure !== undefined) throw new Error(`${label} fails without a mutant: ${failure.message}`);
      const tookMs = performance.now() - startMs;
      tests.push({ label, index, test, hits: coverage.perTest[label] ?? {}, tookMs });
    }
    tests.sort((a, b) => a.tookMs - b.tookMs);
    timed.push({ file, tests, loading: coverage.static });
  }
  switchboard.mutantCoverage = undefined;
  switchboard.currentTestId = undefined;
  return timed;
}

/** Wakes one mutant and runs the tests that come past it, quick ones first, until one fails. */
export async function judge(id: string, files: readonly TimedFile[]): Promise<{ fate: Fate; by?: string }> {
  const concerned = files.filter(
    ({ loading, tests }) => id in loading || tests.some(({ hits }) => id in hits),
  );
  if (concerned.length === 0) return { fate: 'uncovered' };
  const hits = concerned.flatMap(({ loading, tests }) => [
    loading[id] ?? 0,
    ...tests.map((test) => test.hits[id] ?? 0),
  ]);
  switchboard.activeMutant = id;
  switchboard.hitLimit = 10_000 + 100 * Math.max(...hits);
  try {
    const quickest = concerned.toSorted((a, b) => spentMs(a, id) - spentMs(b, id));
    for (const file of quickest) {
      const by = await firstFailure(id, file);
      if (by !== undefined) return { fate: hitsExceeded() ? 'timeout' : 'killed', by };
    }
    return { fate: 'survived' };
  } finally {
    switchboard.activeMutant = undefined;
    switchboard.hitLimit = undefined;
    switchboard.hitCount = undefined;
  }
}

function spentMs({ tests, loading }: TimedFile, id: string): number {
  return tests.reduce((sum, { hits, tookMs }) => sum + (id in loading || id in hits ? tookMs : 0), 0);
}

async function firstFailure(id: string, { file, tests, loading }: TimedFile): Promise<string | undefined> {
  let reloaded: readonly CollectedTest[] | undefined;
  switchboard.hitCount = 0;
  if (id in loading) {
    try {
      reloaded = file.load();
    } catch {
      return `${file.name} while it is loaded`;
    }
    // A table that lost a row has fewer tests.
    if (reloaded.length !== tests.length) return `${file.name} by the number of its tests`;
  }
  for (const { label, index, test, hits } of tests) {
    if (reloaded === undefined && !(id in hits)) continue;
    switchboard.hitCount = 0;
    if ((await failureOf(reloaded?.[index] ?? test)) !== undefined) return label;
  }
  return undefined;
}

function hitsExceeded(): boolean {
  return (switchboard.hitCount ?? 0) > (switchboard.hitLimit ?? Infinity);
}

async function failureOf(test: CollectedTest): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Error>((resolve) => {
    timer = setTimeout(resolve, longestTestMs, new Error('it does not end'));
  });
  try {
    return await Promise.race([test.run().then(() => undefined), late]);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
  }
}

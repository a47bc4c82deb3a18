import { defineConfig } from 'vitest/config';
import { tierTimeoutMs } from './scripts/test/tiers.ts';

/** One project a tier, from what needs nothing to what needs a host of its own. */
const tiers = {
  unit: { testTimeout: 20_000, fileParallelism: true },
  contract: { testTimeout: 20_000, fileParallelism: true },
  /** Explorations end at their bound of states, however slow the machine is meanwhile. */
  model: { testTimeout: tierTimeoutMs, fileParallelism: true },
  /** Real processes, namespaces and time limits: one file at a time, or they slow each other down. */
  integration: { testTimeout: 60_000, fileParallelism: false },
  matrix: { testTimeout: 600_000, fileParallelism: false },
  cluster: { testTimeout: 300_000, fileParallelism: false },
};

export default defineConfig({
  test: {
    projects: Object.entries(tiers).map(([name, { testTimeout, fileParallelism }]) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        testTimeout,
        hookTimeout: testTimeout,
        teardownTimeout: 30_000,
        fileParallelism,
        pool: 'forks' as const,
      },
    })),
  },
});

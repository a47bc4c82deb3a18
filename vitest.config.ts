import { defineConfig } from 'vitest/config';

/** One project a tier, from what needs nothing to what needs a host of its own. */
const tiers = {
  unit: { testTimeout: 20_000, fileParallelism: true },
  contract: { testTimeout: 20_000, fileParallelism: true },
  model: { testTimeout: 300_000, fileParallelism: true },
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

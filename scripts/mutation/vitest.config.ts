import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: ['scripts/mutation/*.mutation.ts'],
    pool: 'forks',
    maxWorkers: 1,
    // A mutant may leave a promise behind that is rejected later.
    dangerouslyIgnoreUnhandledErrors: true,
  },
});

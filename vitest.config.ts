import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A story that a crowded machine starved of time gets a second try there; at a desk every failure shows at once.
    retry: process.env.CI ? 1 : 0,
  },
});

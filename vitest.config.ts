import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/dist/**', '.trellis/**', '.tools/**'];

export default defineConfig({
  resolve: {
    // Apollo's packages load graphql's CommonJS build, and graphql refuses to mix two builds in one process: take the one Node takes.
    alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }],
  },
  test: {
    // Servers and browsers of the tests need processors too.
    maxWorkers: '60%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.integration.test.ts', '**/*.e2e.test.ts'],
          // Many start git or the command line: on a busy machine that takes its time.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // They share one running Trellis and one browser.
          fileParallelism: false,
        },
      },
    ],
  },
});

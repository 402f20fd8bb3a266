import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vitest/config'

// The journeys in tests/e2e, one after the other: each has a window, a database and a display of its own.
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias: { webdriverio: fileURLToPath(new URL('./node_modules/webdriverio/build/node.js', import.meta.url)) } },
  cacheDir: fileURLToPath(new URL('./node_modules/.vite-e2e', import.meta.url)),
  test: {
    include: ['tests/e2e/**/*.e2e.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    retry: 0,
    // The steps of a journey build on each other.
    bail: 1,
    reporters: ['verbose'],
  },
})

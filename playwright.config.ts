import { defineConfig } from '@playwright/test'
import { findBrowser } from './e2e/findBrowser.ts'
import { allStories } from './e2e/storyChoice.ts'

/** Stories in a real browser. Each story has a sandbox of its own (`e2e/fixtures.ts`). */
export default defineConfig({
  testDir: 'e2e/stories',
  globalSetup: './e2e/buildApp.ts',
  fullyParallel: true,
  ...(allStories ? {} : { grepInvert: /@variant/ }),
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // Chromium itself ends now and then when a worker that is watched (e2e/workerErrors.ts) goes away:
  // "Check failed: worker_host_". A story cannot be tried again for that reason alone, so each one is;
  // `npm test` lists those and counts them as failed unless their browser was gone (storyCounts.ts).
  retries: 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  outputDir: 'test-results/stories',
  use: {
    browserName: 'chromium',
    // What moves is drawn sixty times a second, by the processors that the stories run on: a quarter of
    // their time. Stories about motion ask for it.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace of every story would cost as much as the stories.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findBrowser(),
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
    },
  },
})

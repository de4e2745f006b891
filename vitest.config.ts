import { availableParallelism } from 'node:os'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { findBrowser } from './e2e/findBrowser.ts'

/**
 * Byte-level suites (`*.vectors.test.ts`) run four times: in Node and in Chromium, each with native
 * crypto on and off. Everything else runs once, in Node.
 */
const byteSuites = ['web/**/*.vectors.test.ts']

/** `web/crypto/testSetup.ts` reads MOONLET_NATIVE_CRYPTO and switches the facade before a suite. */
const cryptoModes = [
  { name: 'native', native: '1' },
  { name: 'noble', native: '0' },
] as const

const projects: TestProjectConfiguration[] = [
  {
    extends: true,
    test: {
      name: 'unit',
      include: [
        'web/**/*.test.ts',
        'server/**/*.test.ts',
        'e2e/*.test.ts',
        'e2e/node/**/*.test.ts',
      ],
      exclude: byteSuites,
      setupFiles: ['web/crypto/testSetup.ts'],
      env: { MOONLET_NATIVE_CRYPTO: '1' },
    },
  },
  ...cryptoModes.map(
    (mode): TestProjectConfiguration => ({
      extends: true,
      test: {
        name: `bytes-node-${mode.name}`,
        include: byteSuites,
        setupFiles: ['web/crypto/testSetup.ts'],
        env: { MOONLET_NATIVE_CRYPTO: mode.native },
      },
    }),
  ),
  ...cryptoModes.map(
    (mode): TestProjectConfiguration => ({
      extends: true,
      define: { 'import.meta.env.MOONLET_NATIVE_CRYPTO': JSON.stringify(mode.native) },
      test: {
        name: `bytes-chromium-${mode.name}`,
        include: byteSuites,
        setupFiles: ['web/crypto/testSetup.ts'],
        browser: {
          enabled: true,
          headless: true,
          screenshotFailures: false,
          provider: playwright({
            launchOptions: {
              executablePath: findBrowser(),
              args: ['--no-sandbox', '--disable-background-networking'],
            },
          }),
          instances: [{ browser: 'chromium' }],
        },
      },
    }),
  ),
]

export default defineConfig({
  define: { __BUILD_ORDER__: '0', __APP_VERSION__: '"0.0.0"' },
  test: {
    projects,
    passWithNoTests: false,
    // Derivations without WebCrypto take seconds where the machine has other work.
    testTimeout: 30_000,
    // A worker a file would cost more than the tests themselves. A file must therefore leave globals
    // and the state of modules as it found them.
    isolate: false,
    // Vitest alone would leave one of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})

import { createVitest, type TestModule } from 'vitest/node'

/** What the tests said. `broken`: not one of them ran, so nobody noticed anything. */
export type Outcome = 'red' | 'green' | 'broken'

export interface Ran {
  readonly outcome: Outcome
  /** Names of the tests that failed; the first failure ends a run. */
  readonly failed: readonly string[]
}

/** Tests that can be run again and again without starting the runner each time. */
export interface WarmTests {
  /** Runs files, and if `only` is given those tests whose name contains it. */
  run(files: readonly string[], only?: string): Promise<Ran>
  /** Forgets what was read of a source file, which has changed. */
  changed(path: string): void
  close(): Promise<void>
}

/** The tests of `folder` in Node, with native crypto: one witness of each kind is enough here. */
export async function openTests(folder: string): Promise<WarmTests> {
  const runner = await createVitest('test', {
    root: folder,
    watch: false,
    project: ['unit', 'bytes-node-native'],
    reporters: [{}],
    bail: 1,
    // A fault that lets a test wait for ever is noticed by that; it should not take long.
    testTimeout: 10_000,
    // A worker that has read the fault must not run the next tests.
    isolate: true,
  })
  return {
    async run(files, only) {
      const wanted = await runner.globTestSpecifications([...files])
      if (only === undefined) runner.resetGlobalTestNamePattern()
      else runner.setGlobalTestNamePattern(only)
      return verdictOn((await runner.runTestSpecifications(wanted)).testModules)
    },
    changed: (path) => runner.invalidateFile(path),
    close: () => runner.close(),
  }
}

function verdictOn(modules: readonly TestModule[]): Ran {
  const tests = modules.flatMap(({ children }) => [...children.allTests()])
  const failed = tests.filter((test) => test.result().state === 'failed')
  const hasPassed = tests.some((test) => test.result().state === 'passed')
  const names = failed.map(({ fullName }) => fullName)
  if (names.length > 0) return { outcome: 'red', failed: names }
  // A file that does not even load has an error of its own and no test that failed.
  const loaded = modules.every((module) => module.ok())
  return { outcome: hasPassed && loaded ? 'green' : 'broken', failed: names }
}

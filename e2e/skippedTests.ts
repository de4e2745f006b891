/** The part of Vitest's report that is read here. */
interface UnitReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Full names of the tests that were not run; a test that is skipped on a condition names it there. */
export function skippedTests(json: unknown): string[] {
  const { testResults } = json as UnitReport
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName)
}

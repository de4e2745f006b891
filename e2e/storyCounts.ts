/** What a stage of `npm test` counted. */
export interface Counts {
  readonly passed: number
  readonly failed: number
}

/** What is read of Playwright's JSON report. */
interface Report {
  readonly suites: readonly Suite[]
  readonly stats: { readonly expected: number; readonly unexpected: number }
}

interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs: ReadonlyArray<{ readonly title: string; readonly tests: readonly Story[] }>
}

interface Story {
  readonly status: string
  readonly results: ReadonlyArray<{
    readonly status: string
    readonly errors: ReadonlyArray<{ readonly message: string }>
  }>
}

/** A story that passed only when it was tried again. */
interface Retried {
  readonly title: string
  /** Whether the browser itself had ended; anything else is a failure of ours. */
  readonly browserGone: boolean
}

/** How Playwright says that the browser, or a part of it, is not there any more. */
const goneWords = [
  'Target page, context or browser has been closed',
  'Target crashed',
  'Page crashed',
  'Browser closed',
]

/**
 * Counts the stories of a report. One that passed only when it was tried again has passed if its
 * browser had ended under it, and has failed otherwise. Those are listed by title.
 */
export function countStories(json: unknown): Counts & { readonly retried: readonly Retried[] } {
  const { suites, stats } = json as Report
  const retried = suites.flatMap(retriedIn)
  const forgiven = retried.filter(({ browserGone }) => browserGone).length
  return {
    passed: stats.expected + forgiven,
    failed: stats.unexpected + retried.length - forgiven,
    retried,
  }
}

function retriedIn({ suites = [], specs }: Suite): readonly Retried[] {
  return [
    ...specs.flatMap(({ title, tests }) =>
      tests.flatMap((story) =>
        story.status === 'flaky' ? [{ title, browserGone: story.results.every(wasSpared) }] : [],
      ),
    ),
    ...suites.flatMap(retriedIn),
  ]
}

/** Only the first error counts: what ran out of time, or failed, also loses its page afterwards. */
function wasSpared({ status, errors: [first] }: Story['results'][number]): boolean {
  if (status === 'passed') return true
  return status === 'failed' && goneWords.some((words) => first?.message.includes(words) === true)
}

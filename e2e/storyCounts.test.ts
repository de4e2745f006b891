import { describe, expect, it } from 'vitest'
import { countStories } from './storyCounts.ts'

const gone = 'page.goto: Target page, context or browser has been closed'
const wrong = 'expect(locator).toBeVisible() failed'

const passed = { status: 'passed', errors: [] }
const failed = (...messages: readonly string[]) => ({
  status: 'failed',
  errors: messages.map((message) => ({ message })),
})

/** A report in which one story passed at once, one never, and one only after the given results. */
function reportOf(...results: ReadonlyArray<ReturnType<typeof failed>>) {
  const story = (title: string, status: string, tries: readonly unknown[]) => ({
    title,
    tests: [{ status, results: tries }],
  })
  return {
    suites: [
      {
        specs: [story('at once', 'expected', [passed])],
        suites: [
          { specs: [story('never', 'unexpected', [failed(wrong), failed(gone)])] },
          { specs: [story('later', 'flaky', [...results, passed])] },
        ],
      },
    ],
    stats: { expected: 1, unexpected: 1, flaky: 1 },
  }
}

describe('a story that passed only when it was tried again', () => {
  it.each([gone, 'locator.click: Target crashed', 'browser.newContext: Browser closed'])(
    'has passed when its browser had gone: %s',
    (message) => {
      expect(countStories(reportOf(failed(message, wrong)))).toEqual({
        passed: 2,
        failed: 1,
        retried: [{ title: 'later', browserGone: true }],
      })
    },
  )

  it.each([
    ['something else was wrong', failed(wrong)],
    ['the browser went after it had failed', failed(wrong, gone)],
    ['nobody knows why', failed()],
    ['it ran out of time, and its page was closed', { ...failed(gone), status: 'timedOut' }],
  ])('has failed when %s', (_, result) => {
    expect(countStories(reportOf(result))).toEqual({
      passed: 1,
      failed: 2,
      retried: [{ title: 'later', browserGone: false }],
    })
  })

  it('has failed when only one of two tries lost its browser', () => {
    expect(countStories(reportOf(failed(gone), failed(wrong)))).toMatchObject({ failed: 2 })
  })
})

it('counts the report of a run without a single story', () => {
  const report = { suites: [], stats: { expected: 0, unexpected: 0, flaky: 0 } }
  expect(countStories(report)).toEqual({ passed: 0, failed: 0, retried: [] })
})

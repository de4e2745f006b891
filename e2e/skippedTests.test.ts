import { expect, it } from 'vitest'
import { skippedTests } from './skippedTests.ts'

it('names what was not run, whatever the report calls it', () => {
  const testResults = [
    {
      assertionResults: [
        { status: 'passed', fullName: 'one' },
        { status: 'skipped', fullName: 'a client (needs it) two' },
      ],
    },
    {
      assertionResults: [
        { status: 'failed', fullName: 'three' },
        { status: 'todo', fullName: 'four' },
      ],
    },
  ]
  expect(skippedTests({ testResults })).toEqual(['a client (needs it) two', 'four'])
})

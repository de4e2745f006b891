import { expect, it } from 'vitest'
import { firstResult } from './resultKeys.ts'

const none = { count: 0, fresh: true }
const some = { count: 2, fresh: true }
const old = { count: 2, fresh: false }

it.each([
  ['there', [some, old]],
  ['there', [none, some]],
  // What is shown is the answer to an earlier text.
  ['coming', [old, some]],
  ['coming', [none, old, some]],
  ['none', [none, none]],
] as const)('the first result is %s of %j', (known, parts) => {
  expect(firstResult(parts)).toBe(known)
})

import { expect, it } from 'vitest'
import { chatList } from './en/chatList.ts'

it('the rest of the past is said to be here only once all of it came', () => {
  const { detail } = chatList.history
  expect(detail({ at: 'recent', failed: 1 })).toBe('One piece of the past could not be fetched.')
  expect(detail({ at: 'done', failed: 2 })).toBe(
    '2 pieces of the past could not be fetched. The rest is here.',
  )
})

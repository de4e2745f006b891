import { expect, it } from 'vitest'
import type { DraftView } from '../../../bridge/queries.ts'
import { createDraftKeeper } from './draftKeeper.ts'

function played() {
  const waiting: (() => void)[] = []
  const told: DraftView[] = []
  const keeper = createDraftKeeper(
    {
      now: () => 0,
      after: (_ms, task) => {
        waiting.push(task)
        return () => void waiting.splice(waiting.indexOf(task), 1)
      },
    },
    (draft) => told.push(draft),
  )
  return { keeper, told, rest: () => waiting.shift()?.() }
}

it('tells the last of several changes after a rest', () => {
  const { keeper, told, rest } = played()
  keeper.keep({ text: 'a' })
  keeper.keep({ text: 'ab' })
  rest()
  rest()
  expect(told).toEqual([{ text: 'ab' }])
})

it('tells at once when it must, and never twice the same', () => {
  const { keeper, told, rest } = played()
  keeper.restored({ text: 'old', quote: 'm1' })
  keeper.keep({ text: 'old', quote: 'm1' })
  keeper.flush()
  keeper.keep({ text: 'old' })
  keeper.flush()
  rest()
  expect(told).toEqual([{ text: 'old' }])
})

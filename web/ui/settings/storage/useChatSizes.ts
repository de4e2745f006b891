import { useCallback, useEffect, useRef, useState } from 'react'
import type { ChatSizeView, PartSize, SizeOrder } from '../../../bridge/archive.ts'
import { useWindow } from '../../parts/window.ts'

/** Rows of one question. */
const STRETCH = 100

export interface ChatSizes {
  readonly at: 'reading' | 'failed' | 'known'
  readonly total: number
  /** Messages of all of them together. */
  readonly all: PartSize
  /** By their place in the list, as far as they were asked for. */
  readonly rows: ReadonlyMap<number, ChatSizeView>
}

interface Known extends ChatSizes {
  /** The question that this is the answer to. */
  readonly of: string | undefined
}

const NOTHING: Known = {
  at: 'reading',
  total: 0,
  all: { count: 0, bytes: 0 },
  rows: new Map(),
  of: undefined,
}

/**
 * Chats by what they take, read in stretches as far as one scrolls. In another order, or in another
 * `round`, everything is read anew; what was known stays in sight until then.
 */
export function useChatSizes(
  by: SizeOrder,
  round: number,
): ChatSizes & {
  readonly onReach: (from: number, to: number) => void
  readonly again: () => void
} {
  const { actions } = useWindow()
  const [sizes, setSizes] = useState(NOTHING)
  const [tries, setTries] = useState(0)
  const of = `${by} ${round} ${tries}`
  const asked = useRef(new Set<string>())
  const latest = useRef(of)

  const read = useCallback(
    (stretch: number): void => {
      const question = `${of} ${stretch}`
      if (asked.current.has(question)) return
      asked.current.add(question)
      const from = stretch * STRETCH
      void actions.ask({ ask: 'chatSizes', from, count: STRETCH, by }).then((result) => {
        if (latest.current !== of) return
        if (!result.ok) {
          asked.current.delete(question)
          setSizes((before) => ({ ...before, at: before.rows.size === 0 ? 'failed' : 'known', of }))
          return
        }
        const { chats, total, all } = result.answer
        setSizes((before) => {
          const rows = new Map(before.of === of ? before.rows : [])
          for (const [at, chat] of chats.entries()) rows.set(from + at, chat)
          return { at: 'known', total, all, rows, of }
        })
      })
    },
    [actions, by, of],
  )

  useEffect(() => {
    latest.current = of
    asked.current = new Set()
    read(0)
  }, [read, of])

  const onReach = useCallback(
    (from: number, to: number) => {
      for (let at = Math.floor(from / STRETCH); at * STRETCH < to; at++) read(at)
    },
    [read],
  )
  const at = sizes.of === of ? sizes.at : 'reading'
  return { ...sizes, at, onReach, again: () => setTries((before) => before + 1) }
}

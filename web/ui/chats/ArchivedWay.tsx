import { useEffect, useState } from 'react'
import { Drawing } from '../parts/Drawing.tsx'
import { VisuallyHidden } from '../parts/VisuallyHidden.tsx'
import { useWindow } from '../parts/window.ts'
import { chatsWords as words } from '../words/chatsWords.ts'
import css from './ArchivedWay.module.css'

/** Chats change in bursts: they are counted again no more often than this, in milliseconds. */
const restMs = 600

/** Leads to the archived chats, where there are any. */
export function ArchivedWay({ onOpen }: { readonly onOpen: () => void }) {
  const total = useArchivedTotal()
  if (total === 0) return null
  return (
    <button type="button" className={css.way} onClick={onOpen} data-archived>
      <span className={css.picture}>
        <Drawing lines="M3.5 5h13v3h-13z M4.5 8v8h11v-8 M8 11h4" size={22} />
      </span>
      <span className={css.name} aria-hidden="true">
        {words.archived}
      </span>
      <span className={css.count} aria-hidden="true">
        {words.unread(total)}
      </span>
      <VisuallyHidden>{words.archivedSpoken(total)}</VisuallyHidden>
    </button>
  )
}

/** How many chats are archived; 0 until that is known. */
function useArchivedTotal(): number {
  const { mirror, actions, clock } = useWindow()
  const [total, setTotal] = useState(0)
  useEffect(() => {
    let over = false
    let cancel: (() => void) | undefined
    const count = async () => {
      const result = await actions.ask({ ask: 'chats', from: 0, count: 0, archived: true })
      if (!over && result.ok) setTotal(result.answer.total)
    }
    const countSoon = () => {
      cancel ??= clock.after(restMs, () => {
        cancel = undefined
        void count()
      })
    }
    void count()
    const unlisten = mirror.listen((news) => {
      if (news === 'snapshot' || news.some(({ type }) => type === 'chatRows')) countSoon()
    })
    return () => {
      over = true
      cancel?.()
      unlisten()
    }
  }, [mirror, actions, clock])
  return total
}

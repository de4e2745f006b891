import { useEffect, useState } from 'react'
import type { MessageView } from '../../../bridge/chatViews.ts'
import type { DraftView } from '../../../bridge/queries.ts'
import type { Actions } from '../../../state/actions.ts'
import { useWindow } from '../../parts/window.ts'
import { createDraftKeeper } from './draftKeeper.ts'

export interface RestoredDraft {
  readonly text: string
  readonly reply?: MessageView
  readonly edit?: MessageView
}

/** Brings back what was left unsent in a chat, and keeps what is being written. */
export function useDraft(
  chatId: number,
  draft: DraftView,
  onRestore: (restored: RestoredDraft) => void,
): void {
  const { actions, clock } = useWindow()
  const [restored, setRestored] = useState(false)
  const [keeper] = useState(() =>
    createDraftKeeper(clock, (next) => {
      void actions.talk({ type: 'setDraft', chatId, draft: next })
    }),
  )
  const [restore] = useState(() => onRestore)
  useEffect(() => {
    let over = false
    const read = async () => {
      const result = await actions.ask({ ask: 'draft', chatId })
      const found = result.ok ? await resolved(actions, chatId, result.answer) : undefined
      if (over) return
      if (result.ok) keeper.restored(result.answer)
      if (found !== undefined) restore(found)
      setRestored(true)
    }
    void read()
    return () => {
      over = true
    }
  }, [actions, chatId, keeper, restore])

  const { text, quote, edits } = draft
  useEffect(() => {
    if (!restored) return
    keeper.keep({
      text,
      ...(quote === undefined ? {} : { quote }),
      ...(edits === undefined ? {} : { edits }),
    })
  }, [keeper, restored, text, quote, edits])
  useEffect(() => {
    const flush = (): void => keeper.flush()
    window.addEventListener('pagehide', flush)
    document.addEventListener('visibilitychange', flush)
    return () => {
      flush()
      window.removeEventListener('pagehide', flush)
      document.removeEventListener('visibilitychange', flush)
    }
  }, [keeper])
}

/** A draft with the message it belongs to; without, when that is gone. */
async function resolved(
  actions: Actions,
  chatId: number,
  { text, quote, edits }: DraftView,
): Promise<RestoredDraft | undefined> {
  if (text === '' && quote === undefined) return undefined
  const key = edits ?? quote
  if (key === undefined) return { text }
  const anchor = { at: 'around', key } as const
  const page = await actions.ask({ ask: 'messages', chatId, anchor, count: 1 })
  const message = page.ok ? page.answer.messages.find((one) => one.key === key) : undefined
  if (message === undefined) return { text }
  return edits === undefined ? { text, reply: message } : { text, edit: message }
}

import { useEffect, useState } from 'react'
import type { MessageView } from '../../../bridge/chatViews.ts'
import type { Stretch } from '../../../state/conversationStretch.ts'
import { useWindow } from '../../parts/window.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { usePane } from '../pane.ts'

/** What comes within this time is said in one breath. */
const breathMs = 1200

interface Known {
  readonly generation: number
  readonly last: string | undefined
  /** What came since the last drawing. */
  readonly came: readonly MessageView[]
}

/**
 * Which messages came while the conversation was open, so that they rise; and says others' messages
 * aloud, several in one sentence, because a lively group would talk without end.
 */
export function useFreshMessages({ messages = [], generation, atEnd }: Stretch) {
  const { clock } = useWindow()
  const { acts } = usePane()
  const last = messages.at(-1)?.key
  const [known, setKnown] = useState<Known>({ generation, last, came: [] })
  const [unsaid, setUnsaid] = useState<readonly MessageView[]>([])
  if (known.generation !== generation || (atEnd && known.last !== last)) {
    const at = messages.findIndex(({ key }) => key === known.last)
    const came = known.generation === generation && at >= 0 ? messages.slice(at + 1) : []
    setKnown({ generation, last, came })
    const heard = came.filter(({ fromMe, content }) => !fromMe && content.kind !== 'system')
    if (heard.length > 0) setUnsaid([...unsaid, ...heard])
  }
  const waiting = unsaid.length > 0
  useEffect(() => {
    if (!waiting) return undefined
    return clock.after(breathMs, () => {
      setUnsaid(([one, ...more]) => {
        if (one !== undefined) acts.set({ said: said(one, more.length) })
        return []
      })
    })
  }, [waiting, clock, acts])
  return new Set(known.came.map(({ key }) => key))
}

function said({ sender, content }: MessageView, more: number): string {
  if (more > 0) return words.heard.several(more + 1)
  const name = sender === undefined ? words.pane.nameless : words.nameOf(sender)
  return words.heard.one(name, words.gist(content).slice(0, 200))
}

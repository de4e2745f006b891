import { useState } from 'react'
import type { ChatRowView } from '../../../bridge/chatViews.ts'
import type { TalkCommand } from '../../../bridge/contract.ts'
import { useWindow } from '../../parts/window.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { type PaneState, usePane } from '../pane.ts'
import { fromEditable, type Mentioned } from './mentions.ts'

type SendText = Extract<TalkCommand, { type: 'sendText' }>

/**
 * Sends what was written. A text that did not leave comes back by `giveBack`; one to a person whose
 * security code changed waits in `doubted` for a yes, under the same name, so that it goes out once.
 */
export function useSending({ chatId }: ChatRowView, giveBack: (text: string) => void) {
  const { acts } = usePane()
  const { actions } = useWindow()
  const [doubted, setDoubted] = useState<SendText>()

  async function sendText(command: SendText): Promise<void> {
    const result = await actions.talk(command)
    if (result.ok) {
      acts.set({ failed: undefined })
      acts.toLatest()
    } else if (result.error.code === 'identity-changed') {
      setDoubted(command)
    } else {
      acts.set({ failed: words.problem(result.error) })
      giveBack(command.text)
    }
  }

  async function editText(text: string, edit: NonNullable<PaneState['edit']>): Promise<void> {
    const mentions = edit.content.kind === 'text' ? edit.content.mentions : []
    const next = fromEditable(text, mentions)
    if (edit.content.kind === 'text' && next === edit.content.text) return
    const clientId = acts.newId()
    await acts.run({ type: 'editText', clientId, chatId, key: edit.key, text: next })
  }

  return {
    doubted,
    send(text: string, { edit, reply }: PaneState, mentions: readonly Mentioned[]): void {
      if (edit !== undefined) {
        void editText(text, edit)
        return
      }
      void sendText({
        type: 'sendText',
        clientId: acts.newId(),
        chatId,
        text,
        ...(reply === undefined ? {} : { quote: reply.key }),
        ...(mentions.length === 0 ? {} : { mentions }),
      })
    },
    sendAnyway: (): void => {
      if (doubted !== undefined) void sendText({ ...doubted, identityKnown: true })
      setDoubted(undefined)
    },
    /** Not sent: the text goes back into the field. */
    leave: (): void => {
      if (doubted !== undefined) giveBack(doubted.text)
      setDoubted(undefined)
    },
  }
}

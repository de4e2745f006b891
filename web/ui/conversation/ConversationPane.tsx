import { useEffect, useState } from 'react'
import { createConversation } from '../../state/conversation.ts'
import { useWindow } from '../parts/window.ts'
import { waitingJump } from '../shell/jump.ts'
import { OpenConversation } from './OpenConversation.tsx'

export interface ConversationPaneProps {
  readonly chatId: number
  /** Leads back to the list, where there is room for one pane only. */
  readonly onBack?: () => void
  /** Opens the panel of the contact or the group. */
  readonly onOpenInfo?: () => void
  /** The chat was joined with another one of the same person. */
  readonly onJoined?: (into: number) => void
}

/**
 * A conversation with all that belongs to it. Fills its parent, which must have a height of its own. With
 * another `chatId` everything is drawn anew.
 */
export function ConversationPane({ chatId, ...rest }: ConversationPaneProps) {
  return <Opened chatId={chatId} {...rest} key={chatId} />
}

function Opened({ chatId, onJoined, ...rest }: ConversationPaneProps) {
  const { mirror, actions } = useWindow()
  const [conversation] = useState(() => {
    const jump = waitingJump(chatId)
    const begin = jump === undefined ? undefined : ({ at: 'around', key: jump.key } as const)
    return createConversation(mirror, actions, chatId, begin)
  })
  useEffect(() => conversation.open(), [conversation])
  useEffect(() => {
    if (onJoined === undefined) return undefined
    return conversation.subscribe(() => {
      const { into } = conversation.getState().gone ?? {}
      if (into !== undefined) onJoined(into)
    })
  }, [conversation, onJoined])
  return <OpenConversation conversation={conversation} {...rest} />
}

import { useState } from 'react'
import type { ChatRowView } from '../../bridge/chatViews.ts'
import { ChatPicture } from '../chats/ChatPicture.tsx'
import { chatName } from '../chats/chatName.ts'
import { searchWords } from '../words/searchWords.ts'
import { PickDialog } from './PickDialog.tsx'
import { useAnswer } from './useAnswer.ts'

const words = searchWords.pickChat
const most = 40

interface PickChatProps {
  /** Undefined: in all chats. */
  readonly onPick: (chat: ChatRowView | undefined) => void
  readonly onClose: () => void
}

/** In which chat to look. */
export function PickChat({ onPick, onClose }: PickChatProps) {
  const [filter, setFilter] = useState('')
  const { answer, fresh, failed, again } = useAnswer({ ask: 'chats', from: 0, count: most, filter })
  const all = { key: 'all', name: words.all, onPick: () => onPick(undefined) }
  const rows = answer?.rows.map((row) => ({
    key: `${row.chatId}`,
    name: chatName(row),
    picture: <ChatPicture of={row} kind={row.kind} id={row.chatId} size={36} />,
    onPick: () => onPick(row),
  }))
  return (
    <PickDialog
      title={words.title}
      find={words.find}
      none={words.none}
      failed={failed ? words.failed : undefined}
      onAgain={again}
      fresh={fresh}
      choices={rows && (filter === '' ? [all, ...rows] : rows)}
      onFilter={setFilter}
      onClose={onClose}
    />
  )
}

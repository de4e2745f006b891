import { memo } from 'react'
import type { SearchHit } from '../../bridge/archive.ts'
import { ChatPicture } from '../chats/ChatPicture.tsx'
import { chatName } from '../chats/chatName.ts'
import { addressOf } from '../shell/openChat.ts'
import { searchWords as words } from '../words/searchWords.ts'
import css from './HitRow.module.css'
import { Marked } from './Marked.tsx'

interface HitRowProps {
  readonly hit: SearchHit
  /** Within one conversation its name says nothing. */
  readonly within: boolean
  /** It is the one that is shown in the conversation. */
  readonly current: boolean
  /** Whether the keyboard comes here when it comes to the list. */
  readonly stop: boolean
  readonly nowMs: number
  readonly onOpen: (hit: SearchHit) => void
}

/** A message that was found: where, by whom, when, and the part of it that matched. */
export const HitRow = memo(function HitRow(props: HitRowProps) {
  const { hit, within, current, stop, nowMs, onOpen } = props
  const { chat, author, atMs, kind, snippet, marks } = hit
  const what = words.kind(kind)
  const who = author.isMe ? words.you : words.nameOf(author)
  // In a direct chat its name says who wrote.
  const named = !within && (author.isMe || chat.kind !== 'direct')
  return (
    <a
      className={css.hit}
      href={addressOf(chat.chatId)}
      tabIndex={stop ? 0 : -1}
      aria-current={current ? 'true' : undefined}
      data-result={`hit ${hit.key}`}
      draggable={false}
      onClick={(event) => {
        // Another tab opens the chat.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        onOpen(hit)
      }}
    >
      {!within && <ChatPicture of={chat} kind={chat.kind} id={chat.chatId} size={40} />}
      <span className={css.words}>
        <span className={css.head}>
          <span className={css.name}>
            <bdi>{within ? who : chatName(chat)}</bdi>
          </span>
          <time className={css.time}>{words.when(atMs, nowMs)}</time>
        </span>
        <span className={css.snippet}>
          {named && (
            <span className={css.author}>
              <bdi>{who}</bdi>
              {words.afterAuthor}
            </span>
          )}
          {what !== undefined && <span className={css.kind}>{what}</span>}
          <Marked snippet={snippet} marks={marks} />
        </span>
      </span>
    </a>
  )
})

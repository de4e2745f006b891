import { lazy, useCallback } from 'react'
import { LatePart } from '../parts/LatePart.tsx'
import { Mark } from '../parts/Mark.tsx'
import { useMirror } from '../parts/window.ts'
import { addressOf, openChat, useOpenChat } from '../shell/useRoute.ts'
import { homeWords as words } from '../words/homeWords.ts'
import css from './ChatsPage.module.css'

const ConversationPane = lazy(async () => ({
  default: (await import('../conversation/ConversationPane.tsx')).ConversationPane,
}))

/** The list of chats and the one that is open: beside it, or before it where there is little room. */
export function ChatsPage() {
  const chatId = useOpenChat()
  const toList = useCallback(() => openChat(undefined), [])
  const follow = useCallback((into: number) => openChat(into, true), [])
  return (
    <div className={css.panes} data-fills-window data-open={chatId === undefined ? 'list' : 'chat'}>
      <section className={css.list} aria-labelledby="chats-title">
        <h1 className={css.title} id="chats-title" tabIndex={-1} data-page-title>
          {words.chats.title}
        </h1>
        <List />
      </section>
      <div className={css.open}>
        {chatId === undefined ? (
          <NothingOpen />
        ) : (
          <LatePart>
            <ConversationPane chatId={chatId} onBack={toList} onJoined={follow} />
          </LatePart>
        )}
      </div>
    </div>
  )
}

function List() {
  const rows = useMirror((state) => state.snapshot?.chats?.rows)
  return (
    <ul className={css.rows}>
      {rows?.map((row) => (
        <li key={row.chatId}>
          <a href={addressOf(row.chatId)}>{row.name}</a>
        </li>
      ))}
    </ul>
  )
}

function NothingOpen() {
  return (
    <div className={css.nothing}>
      <span className={css.mark}>
        <Mark size={72} />
      </span>
      <p className={css.emptyTitle}>{words.chats.paneTitle}</p>
      <p className={css.emptyBody}>{words.chats.paneBody}</p>
    </div>
  )
}

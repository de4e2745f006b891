import { lazy, useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { createChatList } from '../../state/chatList.ts'
import { LatePart } from '../parts/LatePart.tsx'
import { Mark } from '../parts/Mark.tsx'
import { useWindow } from '../parts/window.ts'
import { beginWithAccount, openChat, useOpenChat } from '../shell/openChat.ts'
import { useShortcuts } from '../shell/useShortcuts.ts'
import { homeWords as words } from '../words/homeWords.ts'
import { ChatListPane, shownRows } from './ChatListPane.tsx'
import css from './ChatsPage.module.css'
import { useChatFocus } from './useChatFocus.ts'

const ConversationPane = lazy(async () => ({
  default: (await import('../conversation/ConversationPane.tsx')).ConversationPane,
}))
const InfoPanel = lazy(async () => ({
  default: (await import('../info/InfoPanel.tsx')).InfoPanel,
}))
const NewChatDialog = lazy(async () => ({
  default: (await import('./NewChatDialog.tsx')).NewChatDialog,
}))

/** The list of chats and the one that is open: beside it, or before it where there is little room. */
export function ChatsPage() {
  const { mirror, actions, clock, accounts } = useWindow()
  useState(() => beginWithAccount(accounts.getState().current.id))
  const chatId = useOpenChat()
  const [list] = useState(() => createChatList(mirror, actions, clock))
  useEffect(() => list.open(), [list])
  const [writing, setWriting] = useState(false)
  const [infoOf, setInfoOf] = useState<number>()
  const showsInfo = chatId !== undefined && infoOf === chatId
  const filterField = useRef<HTMLInputElement>(null)
  const panes = useRef<HTMLDivElement>(null)
  useChatFocus(panes, chatId)
  const toList = useCallback(() => openChat(undefined), [])
  const follow = useCallback((into: number) => openChat(into, true), [])
  const closeInfo = useCallback(() => setInfoOf(undefined), [])
  const showedInfo = useRef(showsInfo)
  useEffect(() => {
    const closed = showedInfo.current && !showsInfo
    showedInfo.current = showsInfo
    const head = '[data-pane="chat"] header h2 button'
    if (closed) panes.current?.querySelector<HTMLElement>(head)?.focus()
  }, [showsInfo])
  const putAway = useCallback(() => setWriting(false), [])
  const newChat = useCallback(() => setWriting(true), [])
  const step = (by: 1 | -1): void => {
    const rows = shownRows(list.getState())
    const here = rows.findIndex((row) => row.chatId === chatId)
    const next = rows[here < 0 ? 0 : here + by]
    if (next !== undefined) openChat(next.chatId)
  }
  const openInfo = (): boolean => {
    if (chatId !== undefined) setInfoOf(showsInfo ? undefined : chatId)
    return chatId !== undefined
  }
  useShortcuts({
    next: () => step(1),
    previous: () => step(-1),
    filter: () => {
      // What is hidden takes no focus, and the next key may be here before the next frame.
      if (isNarrow()) flushSync(toList)
      filterField.current?.focus()
    },
    newChat,
    info: openInfo,
    leave: () => {
      if (showsInfo) return closeInfo()
      if (chatId === undefined || !isNarrow()) return false
      return toList()
    },
  })
  return (
    <div
      className={css.panes}
      ref={panes}
      data-fills-window
      data-open={chatId === undefined ? 'list' : 'chat'}
      data-info={showsInfo ? '' : undefined}
    >
      <div className={css.list}>
        <ChatListPane list={list} openId={chatId} filterField={filterField} onNewChat={newChat} />
      </div>
      <div className={css.open} data-pane="chat">
        {chatId === undefined ? (
          <NothingOpen />
        ) : (
          <LatePart>
            <ConversationPane
              chatId={chatId}
              onBack={toList}
              onOpenInfo={openInfo}
              onJoined={follow}
            />
          </LatePart>
        )}
      </div>
      {showsInfo && (
        <div className={css.info}>
          <LatePart>
            <InfoPanel chatId={chatId} onClose={closeInfo} key={chatId} />
          </LatePart>
        </div>
      )}
      {writing && (
        <LatePart>
          <NewChatDialog onClose={putAway} />
        </LatePart>
      )}
    </div>
  )
}

/** Whether one pane has the whole window. */
function isNarrow(): boolean {
  return matchMedia('(width < 720px)').matches
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

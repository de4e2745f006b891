import { type Ref, useSyncExternalStore } from 'react'
import type { ChatList, ChatListState } from '../../state/chatList.ts'
import { Button } from '../parts/Button.tsx'
import { Drawing } from '../parts/Drawing.tsx'
import { LiveRegion } from '../parts/LiveRegion.tsx'
import { useMirror } from '../parts/window.ts'
import { openChat } from '../shell/openChat.ts'
import { chatsWords as words } from '../words/chatsWords.ts'
import { homeWords } from '../words/homeWords.ts'
import css from './ChatListPane.module.css'
import { FilterField } from './FilterField.tsx'
import { HistoryLine } from './HistoryLine.tsx'
import { NoticeOffer } from './NoticeOffer.tsx'
import { RowList } from './RowList.tsx'
import { RowSkeleton } from './RowSkeleton.tsx'

interface ChatListPaneProps {
  readonly list: ChatList
  readonly openId: number | undefined
  readonly filterField: Ref<HTMLInputElement>
  readonly onNewChat: () => void
}

/** All chats: to look through, to filter, and to begin a new one. */
export function ChatListPane({ list, openId, filterField, onNewChat }: ChatListPaneProps) {
  const { filter, found } = useChatList(list, (state) => state)
  const searching = filter !== ''
  const settled = searching && found?.filter === filter
  return (
    <section className={css.pane} aria-labelledby="chats-title">
      <div className={css.head}>
        <h1 className={css.title} id="chats-title" tabIndex={-1} data-page-title>
          {homeWords.chats.title}
        </h1>
        <button
          type="button"
          className={css.newChat}
          aria-label={words.newChat}
          title={words.newChat}
          aria-keyshortcuts="Alt+N"
          onClick={onNewChat}
        >
          <Drawing lines="M10 4.5v11 M4.5 10h11" />
        </button>
      </div>
      <FilterField
        ref={filterField}
        onChange={list.setFilter}
        onFirst={() => {
          const [first] = shownRows(list.getState())
          if (first !== undefined) openChat(first.chatId)
        }}
      />
      <HistoryLine />
      <NoticeOffer />
      <Rows list={list} openId={openId} onNewChat={onNewChat} />
      <LiveRegion message={settled ? words.found(found.total) : ''} />
    </section>
  )
}

/** The rows that the list shows now. */
export function shownRows({ chats, filter, found }: ChatListState) {
  return filter === '' ? chats.rows : (found?.rows ?? [])
}

function Rows({ list, openId, onNewChat }: Omit<ChatListPaneProps, 'filterField'>) {
  const { chats, filter, found, activity } = useChatList(list, (state) => state)
  const filling = useMirror((state) => {
    const at = state.snapshot?.history?.at
    return at === 'waiting' || at === 'chats'
  })
  if (filter !== '') {
    if (found?.filter === filter && found.total === 0) {
      return (
        <div className={css.empty}>
          <p>
            <bdi>{words.noMatch(filter)}</bdi>
          </p>
          <Button onPress={onNewChat}>{words.writeTo}</Button>
        </div>
      )
    }
    if (found === undefined) return <Skeletons />
    return (
      <RowList
        rows={found.rows}
        total={found.total}
        activity={activity}
        openId={openId}
        onReach={list.reach}
        key="found"
      />
    )
  }
  if (!chats.known) return <Skeletons />
  if (chats.total === 0 && chats.rows.length === 0) {
    return filling ? <Skeletons /> : <Empty onNewChat={onNewChat} />
  }
  return (
    <RowList
      rows={chats.rows}
      total={chats.total}
      activity={activity}
      openId={openId}
      onReach={list.reach}
      key="all"
    />
  )
}

function Empty({ onNewChat }: Pick<ChatListPaneProps, 'onNewChat'>) {
  return (
    <div className={css.empty}>
      <p className={css.emptyTitle}>{words.empty}</p>
      <p className={css.emptyBody}>{words.emptyBody}</p>
      <Button onPress={onNewChat}>{words.writeTo}</Button>
    </div>
  )
}

function Skeletons() {
  return (
    <div className={css.skeletons}>
      {Array.from({ length: 9 }, (_, at) => (
        <RowSkeleton key={at} />
      ))}
    </div>
  )
}

/** A part of the list's state; the rule of `useMirror` holds. */
function useChatList<T>(list: ChatList, select: (state: ChatListState) => T): T {
  const read = () => select(list.getState())
  return useSyncExternalStore(list.subscribe, read, read)
}

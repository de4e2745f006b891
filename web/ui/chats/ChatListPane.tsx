import { lazy, type Ref, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { ChatList, ChatListState } from '../../state/chatList.ts'
import { Button } from '../parts/Button.tsx'
import { Drawing } from '../parts/Drawing.tsx'
import { LatePart } from '../parts/LatePart.tsx'
import { useMirror } from '../parts/window.ts'
import { everywhere, type Narrowing, wishOf } from '../find/narrowing.ts'
import { chatsWords as words } from '../words/chatsWords.ts'
import { homeWords } from '../words/homeWords.ts'
import { ArchivedWay } from './ArchivedWay.tsx'
import css from './ChatListPane.module.css'
import { FilterField } from './FilterField.tsx'
import { HistoryLine } from './HistoryLine.tsx'
import { NoticeOffer } from './NoticeOffer.tsx'
import { RowList } from './RowList.tsx'
import { RowSkeleton } from './RowSkeleton.tsx'

const FilterChips = lazy(async () => ({
  default: (await import('../find/FilterChips.tsx')).FilterChips,
}))
const SearchResults = lazy(async () => ({
  default: (await import('../find/SearchResults.tsx')).SearchResults,
}))

interface ChatListPaneProps {
  readonly list: ChatList
  readonly openId: number | undefined
  readonly filterField: Ref<HTMLInputElement>
  readonly onNewChat: () => void
}

/** All chats: to look through, to filter, and to begin a new one. */
export function ChatListPane({ list, openId, filterField, onNewChat }: ChatListPaneProps) {
  const { filter, showsArchived } = useChatList(list, (state) => state)
  const [narrowing, setNarrowing] = useState<Narrowing>(everywhere)
  const [limits, setLimits] = useState(false)
  /** The text that Enter was pressed at: its first result is opened as soon as it is known. */
  const [entered, setEntered] = useState<string>()
  const searching = wishOf(filter, narrowing) !== undefined
  const archived = showsArchived && !searching
  const title = useRef<HTMLHeadingElement>(null)
  const showed = useRef(showsArchived)
  useEffect(() => {
    if (showed.current !== showsArchived) title.current?.focus()
    showed.current = showsArchived
  }, [showsArchived])
  return (
    <section className={css.pane} aria-labelledby="chats-title">
      <div className={css.head}>
        {archived && (
          <button
            type="button"
            className={css.back}
            aria-label={words.archivedBack}
            title={words.archivedBack}
            onClick={() => list.showArchived(false)}
          >
            <span className={css.arrow}>
              <Drawing lines="M12 4.5l-5.5 5.5 5.5 5.5" />
            </span>
          </button>
        )}
        <h1 className={css.title} ref={title} id="chats-title" tabIndex={-1} data-page-title>
          {archived ? words.archived : homeWords.chats.title}
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
        limits={limits}
        onLimits={() => setLimits(!limits)}
        onChange={(text) => {
          setEntered(undefined)
          list.setFilter(text)
        }}
        onFirst={() => setEntered(list.getState().filter)}
      />
      {(limits || searching) && (
        <LatePart>
          <FilterChips
            narrowing={narrowing}
            onChange={(next) => {
              setEntered(undefined)
              setNarrowing(next)
            }}
          />
        </LatePart>
      )}
      {!searching && (
        <>
          <HistoryLine />
          <NoticeOffer />
        </>
      )}
      {!searching && <Rows list={list} openId={openId} onNewChat={onNewChat} />}
      {searching && (
        <LatePart>
          <SearchResults
            list={list}
            filter={filter}
            narrowing={narrowing}
            openId={openId}
            entered={entered === filter}
            onEntered={() => setEntered(undefined)}
            onNewChat={onNewChat}
          />
        </LatePart>
      )}
    </section>
  )
}

/** The rows that the list shows now. */
export function shownRows({ chats, filter, showsArchived, found }: ChatListState) {
  return filter === '' && !showsArchived ? chats.rows : (found?.rows ?? [])
}

function Rows({ list, openId, onNewChat }: Omit<ChatListPaneProps, 'filterField'>) {
  const { chats, showsArchived, found, findFailed, activity } = useChatList(list, (state) => state)
  const filling = useMirror((state) => {
    const at = state.snapshot?.history?.at
    return at === 'waiting' || at === 'chats'
  })
  if (showsArchived) {
    if (findFailed) return <Failed onAgain={list.again} />
    if (found?.total === 0) {
      return (
        <div className={css.empty}>
          <p className={css.emptyTitle}>{words.archivedNone}</p>
        </div>
      )
    }
    if (found === undefined) return <Skeletons />
    return (
      <RowList
        rows={found.rows}
        first={found.from}
        total={found.total}
        activity={activity}
        openId={openId}
        onReach={list.reach}
        key="archived"
      />
    )
  }
  if (!chats.known) return <Skeletons />
  const archived = <ArchivedWay onOpen={() => list.showArchived(true)} />
  if (chats.total === 0 && chats.rows.length === 0) {
    if (filling) return <Skeletons />
    return (
      <>
        <Empty onNewChat={onNewChat} />
        {archived}
      </>
    )
  }
  return (
    <RowList
      rows={chats.rows}
      first={chats.from}
      total={chats.total}
      activity={activity}
      openId={openId}
      onReach={list.reach}
      key="all"
    >
      {archived}
    </RowList>
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

function Failed({ onAgain }: { readonly onAgain: () => void }) {
  return (
    <div className={css.empty}>
      <p role="alert">{words.failed}</p>
      <Button onPress={onAgain}>{words.again}</Button>
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

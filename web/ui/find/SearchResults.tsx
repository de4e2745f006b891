import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { SearchHit } from '../../bridge/archive.ts'
import type { PersonView } from '../../bridge/chatViews.ts'
import type { ChatList } from '../../state/chatList.ts'
import { ChatPicture } from '../chats/ChatPicture.tsx'
import { ChatRow } from '../chats/ChatRow.tsx'
import { rowRem } from '../chats/rowRange.ts'
import { Button } from '../parts/Button.tsx'
import { LiveRegion } from '../parts/LiveRegion.tsx'
import { useWindow } from '../parts/window.ts'
import { openAt } from '../shell/jump.ts'
import { openChat } from '../shell/openChat.ts'
import { chatsWords } from '../words/chatsWords.ts'
import { searchWords as words } from '../words/searchWords.ts'
import { HitRow } from './HitRow.tsx'
import { HitsNote } from './HitsNote.tsx'
import css from './SearchResults.module.css'
import { type Narrowing, wishOf } from './narrowing.ts'
import { firstResult, moveAmong, openFirst } from './resultKeys.ts'
import { usePeopleFound } from './usePeopleFound.ts'
import { useSearch } from './useSearch.ts'

interface SearchResultsProps {
  readonly list: ChatList
  /** Part of a name or number; empty while only limits are set. */
  readonly filter: string
  readonly narrowing: Narrowing
  readonly openId: number | undefined
  /** Enter was pressed at this filter: the first result is to be opened. */
  readonly entered: boolean
  readonly onEntered: () => void
  readonly onNewChat: () => void
}

/** Chats and people are few before the messages; the rest of the chats is one press away. */
const fewChats = 3
const mostChats = 100

/** Chats, people and messages that fit, as they are found. Arrow keys lead through all of them. */
export function SearchResults(props: SearchResultsProps) {
  const { list, filter, narrowing, openId, entered, onEntered, onNewChat } = props
  const { device } = useWindow()
  const nowMs = device.timeMs()
  const { found, findFailed, activity } = useSyncExternalStore(list.subscribe, list.getState)
  const wish = useMemo(() => wishOf(filter, narrowing), [filter, narrowing])
  const [search, state] = useSearch(wish)
  // Limits are those of messages.
  const named = filter !== '' && Object.keys(narrowing).length === 0
  const [people, peopleFresh] = usePeopleFound(named ? filter : '', found?.rows)
  const [allOf, setAllOf] = useState<string>()
  const [here, setHere] = useState<string>()
  const view = useRef<HTMLDivElement>(null)
  useMore(view, state.hits.length, search.reach)

  const settled = found?.filter === filter
  const all = named ? (found?.rows ?? []) : []
  const chats = all.slice(0, allOf === filter ? mostChats : fewChats)
  useEffect(() => {
    if (!entered) return
    // The state of now: what is drawn may be one wish behind.
    const { fresh, hits, at } = search.getState()
    const known = firstResult([
      { count: chats.length, fresh: settled || !named },
      { count: people.length, fresh: peopleFresh },
      { count: hits.length, fresh: fresh && (hits.length > 0 || at !== 'looking') },
    ])
    if (known === 'coming') return
    onEntered()
    if (known === 'there') openFirst(view.current)
  })
  const ids = [
    ...chats.map(({ chatId }) => `chat ${chatId}`),
    ...people.map(({ contactId }) => `person ${contactId}`),
    ...state.hits.map(({ key }) => `hit ${key}`),
  ]
  const stop = here !== undefined && ids.includes(here) ? here : ids[0]
  const open = useCallback(
    ({ chat: { chatId }, key }: SearchHit) => {
      const { chat: _everywhere, ...within } = narrowing
      openAt({ chatId, key, find: { text: filter, narrowing: within } })
    },
    [filter, narrowing],
  )
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (moveAmong(event.currentTarget, event.key)) event.preventDefault()
  }
  const isOver = state.fresh && state.at !== 'looking'
  const noChats = named && settled && found.total === 0 && people.length === 0
  return (
    <div
      className={css.view}
      ref={view}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => {
        const id = idOf(target)
        if (id !== undefined) setHere(id)
      }}
    >
      {named && findFailed && (
        <div className={css.failed}>
          <p role="alert">{chatsWords.failed}</p>
          <Button size="small" onPress={list.again}>
            {words.again}
          </Button>
        </div>
      )}
      {noChats && (
        <div className={css.none}>
          <p>
            <bdi>{chatsWords.noMatch(filter)}</bdi>
          </p>
          <Button size="small" onPress={onNewChat}>
            {chatsWords.writeTo}
          </Button>
        </div>
      )}
      {chats.length > 0 && (
        <section className={css.section}>
          <h2 className={css.heading}>{words.chats}</h2>
          <ul aria-label={chatsWords.list}>
            {chats.map((row) => (
              <li style={{ blockSize: `${rowRem}rem` }} key={row.chatId}>
                <ChatRow
                  row={row}
                  activity={activity.get(row.chatId)}
                  open={row.chatId === openId}
                  stop={stop === `chat ${row.chatId}`}
                  nowMs={nowMs}
                />
              </li>
            ))}
          </ul>
          {named && (found?.total ?? 0) > fewChats && (
            <div className={css.more}>
              <Button
                kind="plain"
                size="small"
                expanded={allOf === filter}
                onPress={() => setAllOf(allOf === filter ? undefined : filter)}
              >
                {allOf === filter ? words.fewerChats : words.allChats(found?.total ?? 0)}
              </Button>
            </div>
          )}
        </section>
      )}
      {people.length > 0 && (
        <section className={css.section}>
          <h2 className={css.heading}>{words.people}</h2>
          <ul>
            {people.map((person) => (
              <li key={person.contactId}>
                <PersonRow person={person} stop={stop === `person ${person.contactId}`} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={css.section}>
        <h2 className={css.heading}>{words.messages}</h2>
        {state.hits.length > 0 && (
          <ul aria-label={words.messages} data-stale={state.fresh ? undefined : ''}>
            {state.hits.map((hit) => (
              <li className={css.hit} key={hit.key}>
                <HitRow
                  hit={hit}
                  within={false}
                  current={false}
                  stop={stop === `hit ${hit.key}`}
                  nowMs={nowMs}
                  onOpen={open}
                />
              </li>
            ))}
          </ul>
        )}
        <HitsNote state={state} onAgain={search.again} />
      </section>
      <LiveRegion
        message={isOver && (settled || !named) ? heard(named, found?.total, state) : ''}
      />
    </div>
  )
}

function heard(
  named: boolean,
  chats: number | undefined,
  { hits, at }: { readonly hits: readonly SearchHit[]; readonly at: string },
): string {
  const more = at === 'more'
  return named ? words.heard(chats ?? 0, hits.length, more) : words.heardMessages(hits.length, more)
}

function idOf(target: EventTarget): string | undefined {
  if (!(target instanceof HTMLElement)) return undefined
  const { chat, result } = target.dataset
  return chat === undefined ? result : `chat ${chat}`
}

/** Wants more hits when the last ones come near. */
function useMore(
  view: RefObject<HTMLElement | null>,
  count: number,
  reach: (index: number) => void,
): void {
  useEffect(() => {
    const node = view.current
    if (node === null) return undefined
    const look = (): void => {
      const left = node.scrollHeight - node.clientHeight - node.scrollTop
      if (left < node.clientHeight * 2) reach(count)
    }
    node.addEventListener('scroll', look, { passive: true })
    return () => node.removeEventListener('scroll', look)
  }, [view, count, reach])
}

function PersonRow({ person, stop }: { readonly person: PersonView; readonly stop: boolean }) {
  const { actions } = useWindow()
  const { number } = person
  const write = async (): Promise<void> => {
    if (number === undefined) return
    const result = await actions.talk({ type: 'writeTo', number })
    if (result.ok && result.chatId !== undefined) openChat(result.chatId)
  }
  return (
    <button
      type="button"
      className={css.person}
      tabIndex={stop ? 0 : -1}
      data-result={`person ${person.contactId}`}
      onClick={() => void write()}
    >
      <ChatPicture of={person} kind="direct" id={person.contactId} size={40} />
      <bdi className={css.name}>{words.nameOf(person)}</bdi>
    </button>
  )
}

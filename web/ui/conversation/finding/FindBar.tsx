import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { SearchHit } from '../../../bridge/archive.ts'
import { FilterChips } from '../../find/FilterChips.tsx'
import { HitRow } from '../../find/HitRow.tsx'
import { HitsNote } from '../../find/HitsNote.tsx'
import { everywhere, wishOf } from '../../find/narrowing.ts'
import { moveAmong } from '../../find/resultKeys.ts'
import { useSearch } from '../../find/useSearch.ts'
import { Drawing } from '../../parts/Drawing.tsx'
import { LiveRegion } from '../../parts/LiveRegion.tsx'
import { useWindow } from '../../parts/window.ts'
import { useShortcuts } from '../../shell/useShortcuts.ts'
import { searchWords } from '../../words/searchWords.ts'
import { type PaneFind, usePane } from '../pane.ts'
import css from './FindBar.module.css'

const words = searchWords.find

/** Looks for messages of this conversation, and leads from one to the next. */
export function FindBar({ find }: { readonly find: PaneFind }) {
  const { conversation, acts } = usePane()
  const { device } = useWindow()
  const { chatId } = conversation
  const [text, setText] = useState(find.text ?? '')
  const [narrowing, setNarrowing] = useState(find.narrowing ?? everywhere)
  const wish = useMemo(() => wishOf(text, narrowing, chatId), [text, narrowing, chatId])
  const [search, state] = useSearch(wish)
  const [key, setKey] = useState(find.key)
  // The list lies over the messages until one of them is to be seen.
  const [listed, setListed] = useState(find.key === undefined)
  const [said, setSaid] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const waiting = useRef<() => void>(undefined)
  useEffect(() => {
    if (find.key === undefined) field.current?.select()
  }, [find.key])

  const { hits, fresh, at } = state
  const index = fresh ? hits.findIndex((hit) => hit.key === key) : -1
  const more = at === 'more' || at === 'looking'
  useEffect(() => {
    if (key !== undefined && fresh && index < 0) search.reachKey(key)
    else if (index >= 0) search.reach(index)
  }, [search, key, index, fresh])

  useEffect(() => () => waiting.current?.(), [])
  const show = (hit: SearchHit, place: number): void => {
    setKey(hit.key)
    setListed(false)
    acts.jumpTo(hit.key)
    const { author, snippet } = hit
    const who = author.isMe ? searchWords.you : searchWords.nameOf(author)
    setSaid(words.said(words.place(place + 1, hits.length, more), who, snippet.slice(0, 160)))
  }
  const step = (by: 1 | -1): void => {
    const place = index < 0 ? 0 : index + by
    const hit = fresh ? hits[place] : undefined
    if (hit !== undefined) show(hit, place)
    else if (index < 0) showFirst()
  }
  /** The first one as soon as it is found: Enter comes sooner than any answer. */
  const showFirst = (): void => {
    waiting.current?.()
    waiting.current = search.subscribe(() => {
      const found = search.getState()
      const [first] = found.hits
      if (!found.fresh || first === undefined) return
      waiting.current?.()
      show(first, 0)
    })
  }
  const look = (change: () => void): void => {
    waiting.current?.()
    change()
    setKey(undefined)
    setListed(true)
    setSaid('')
  }
  const close = (): void => {
    acts.set({ find: undefined })
    acts.write()
  }
  useShortcuts({ olderHit: () => step(1), newerHit: () => step(-1) })

  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
    else if (event.key === 'ArrowDown') {
      setListed(true)
      const bar = event.currentTarget.closest<HTMLElement>('[role="search"]')
      // The list is drawn by then.
      requestAnimationFrame(() => bar !== null && moveAmong(bar, 'Home'))
    } else return
    event.preventDefault()
  }
  const leave = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault()
      if (listed && event.target !== field.current) field.current?.focus()
      else if (listed && index >= 0) setListed(false)
      else close()
    }
  }
  const counted = index >= 0 ? words.place(index + 1, hits.length, more) : undefined
  const total = wish === undefined || !fresh ? '' : words.total(hits.length, more)
  const isOver = fresh && at !== 'looking' && wish !== undefined
  const stop = hits[index]?.key ?? hits[0]?.key
  return (
    <div className={css.bar} role="search" aria-label={words.label} onKeyDown={leave}>
      <div className={css.line}>
        <input
          ref={field}
          className={css.field}
          type="text"
          value={text}
          aria-label={words.field}
          placeholder={words.label}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="search"
          dir="auto"
          onChange={({ target }) => look(() => setText(target.value))}
          onKeyDown={press}
        />
        <button
          type="button"
          className={css.count}
          aria-expanded={listed}
          aria-label={words.list(counted ?? total)}
          hidden={hits.length === 0}
          onClick={() => setListed(!listed)}
        >
          {counted ?? total}
        </button>
        <IconButton
          label={words.older}
          lines="M5 12.5l5-5 5 5"
          disabled={hits.length === 0 || index === hits.length - 1}
          onPress={() => step(1)}
        />
        <IconButton
          label={words.newer}
          lines="M5 7.5l5 5 5-5"
          disabled={index <= 0}
          onPress={() => step(-1)}
        />
        <IconButton label={words.close} lines="M5.5 5.5l9 9 M14.5 5.5l-9 9" onPress={close} />
      </div>
      <FilterChips
        narrowing={narrowing}
        within={chatId}
        onChange={(next) => look(() => setNarrowing(next))}
      />
      {listed && wish !== undefined && (
        <div
          className={css.found}
          onKeyDown={(event) => {
            if (moveAmong(event.currentTarget, event.key)) event.preventDefault()
          }}
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
            if (scrollHeight - scrollTop < clientHeight * 3) search.reach(hits.length)
          }}
        >
          {hits.length > 0 && (
            <ul aria-label={words.hits}>
              {hits.map((hit, place) => (
                <li className={css.hit} key={hit.key}>
                  <HitRow
                    hit={hit}
                    within
                    current={hit.key === key}
                    stop={hit.key === stop}
                    nowMs={device.timeMs()}
                    onOpen={() => show(hit, place)}
                  />
                </li>
              ))}
            </ul>
          )}
          <HitsNote state={state} onAgain={search.again} />
        </div>
      )}
      <LiveRegion
        message={said !== '' ? said : isOver ? searchWords.heardMessages(hits.length, more) : ''}
      />
    </div>
  )
}

interface IconButtonProps {
  readonly label: string
  readonly lines: string
  readonly disabled?: boolean
  readonly onPress: () => void
}

function IconButton({ label, lines, disabled = false, onPress }: IconButtonProps) {
  return (
    <button
      type="button"
      className={css.button}
      aria-label={label}
      title={label}
      aria-disabled={disabled}
      onClick={onPress}
    >
      <Drawing lines={lines} />
    </button>
  )
}

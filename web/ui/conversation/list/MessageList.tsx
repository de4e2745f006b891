import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'react'
import { useWindow } from '../../parts/window.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { MessageRow } from '../bubble/MessageRow.tsx'
import { type PaneState, useConversation, usePane } from '../pane.ts'
import { DayLine, DayPill, Start, UnreadLine } from './lines.tsx'
import css from './MessageList.module.css'
import { ToLatest } from './ToLatest.tsx'
import { fetchesByItself } from './reachStates.ts'
import { RowSlot } from './RowSlot.tsx'
import { type Row, rowsOf } from './rows.ts'
import { useFreshMessages } from './useFreshMessages.ts'
import { useMessageKeys } from './useMessageKeys.ts'
import { type Anchor, createRowWindow, type Place } from './rowWindow.ts'
import { createSight } from './sight.ts'

/** Where the list is to go as soon as that is there; without a key: to the newest message. */
export interface Target {
  readonly key?: string
}

interface MessageListProps {
  readonly name: string
  readonly chosen: PaneState['chosen']
  readonly target: Target | undefined
  /** The message that lights up for a moment. */
  readonly lit: string | undefined
  readonly onArrived: () => void
}

/** How long the day stays in sight after the last movement. */
const pillMs = 1200
/** Nearer to an end than this many heights of the view, more is fetched. */
const near = 2.5
/** So near to the top, in pixels, a person looks for what is older. */
const upThere = 120

/**
 * The messages of a conversation, only those around what is in sight. It is a `log`: its order is its
 * meaning. It does not speak by itself (`aria-live` off), because older messages come in as well; what
 * is new is said by one region of its own. Its articles take the keyboard one at a time.
 */
export function MessageList({ name, chosen, target, lit, onArrived }: MessageListProps) {
  const { conversation, acts } = usePane()
  const { mirror, actions, clock, device } = useWindow()
  const stretch = useConversation(conversation, (state) => state.stretch)
  const unread = useConversation(conversation, (state) => state.row?.unread ?? 0)
  const { messages = [], atStart, atEnd } = stretch
  // The line stays where it was when the conversation was opened.
  const [divider] = useState(stretch.firstUnread)
  const rows = useMemo(() => rowsOf(messages, divider), [messages, divider])
  const [active, setActive] = useState<string>()
  const [bottom, setBottom] = useState(true)
  const [topDay, setTopDay] = useState<number>()
  const [moving, setMoving] = useState(0)
  const wasUp = useRef(true)
  const fresh = useFreshMessages(stretch)
  const [, draw] = useReducer((count: number) => count + 1, 0)
  const [list] = useState(() => createRowWindow(startOf(rows), { draw }))
  const [sight] = useState(() =>
    createSight(clock, ({ key }) => {
      void actions.talk({ type: 'seen', chatId: conversation.chatId, key })
    }),
  )
  const scroller = useRef<HTMLDivElement>(null)
  const drawn = list.draws(rows)

  const onMove = ({ top, atEnd: ends, toStart, toEnd }: Place): void => {
    const row = rows.slice(Math.max(0, top)).find((one) => one.kind === 'message')
    const looking = row?.kind === 'message' ? row.message : undefined
    setBottom(ends)
    setTopDay(looking?.atMs)
    conversation.lookingAt(ends ? undefined : looking?.key)
    if (toStart < near) conversation.older()
    if (toEnd < near) conversation.newer()
  }
  useLayoutEffect(
    () => (scroller.current === null ? undefined : list.attach(scroller.current)),
    [list],
  )
  useLayoutEffect(() => {
    sight.show(messages)
    list.settled(drawn, onMove)
  })
  useEffect(() => sight.open(), [sight])

  useLayoutEffect(() => {
    if (target === undefined) return
    const there = target.key === undefined ? atEnd : messages.some(({ key }) => key === target.key)
    if (there) list.show(target.key)
    if (there) onArrived()
  }, [target, messages, atEnd, list, onArrived])
  useEffect(() => {
    if (moving === 0) return undefined
    return clock.after(pillMs, () => setMoving(0))
  }, [moving, clock])

  /** The keyboard's message, as far as it is drawn; else the newest one that is. */
  const shown = rows.slice(drawn.from, drawn.to)
  const stop = shown.some(({ key }) => key === active)
    ? active
    : shown.findLast(({ kind }) => kind === 'message')?.key
  const focusRow = (key: string): boolean => {
    const row = list.nodeOf(key)?.querySelector<HTMLElement>('[data-message]')
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
    return row !== null && row !== undefined
  }
  const go = (key: string): void => {
    setActive(key)
    if (!focusRow(key)) list.show(key, 0.3, () => focusRow(key))
  }
  /** Up at the oldest message here: the phone is asked for older ones, once for each time. */
  const arriveUp = (): void => {
    const { reach } = conversation.getState()
    const online = mirror.getState().snapshot?.connection.at === 'online'
    // What comes of it is told by how far back the conversation reaches.
    if (reach !== undefined && fetchesByItself(reach, online)) void acts.fetchOlder()
  }
  const far = useRef<'start' | 'end'>(undefined)
  /** To the oldest or the newest message of all, wherever it is. */
  const goFar = (to: 'start' | 'end'): void => {
    const there = to === 'start' ? atStart : atEnd
    const end = to === 'start' ? messages[0] : messages.at(-1)
    if (there && end !== undefined) return go(end.key)
    far.current = to
    if (to === 'start') conversation.toStart()
    else conversation.toLatest()
  }
  useEffect(() => {
    const there = far.current === 'start' ? atStart : atEnd
    const end = far.current === 'start' ? messages[0] : messages.at(-1)
    if (far.current === undefined || !there || end === undefined) return
    far.current = undefined
    go(end.key)
  })
  const keys = useMessageKeys({ messages, chosen, active: stop, go, goFar })

  const nowMs = device.timeMs()
  return (
    <div className={css.list}>
      {topDay !== undefined && (
        <DayPill atMs={topDay} nowMs={nowMs} shown={moving > 0 && !bottom} />
      )}
      <div
        ref={scroller}
        className={css.scroller}
        role="log"
        aria-live="off"
        aria-label={words.pane.messages(name)}
        aria-busy={stretch.asked.length > 0}
        tabIndex={-1}
        onScroll={({ currentTarget: { scrollTop } }) => {
          list.scrolled()
          setMoving((count) => count + 1)
          const isUp = atStart && scrollTop < upThere
          if (isUp && !wasUp.current) arriveUp()
          wasUp.current = isUp
        }}
        onFocus={({ target: node }) => setActive(node.dataset['message'] ?? active)}
        {...keys}
      >
        <div className={css.content}>
          <Start
            atStart={atStart}
            failed={stretch.error !== undefined}
            onAgain={conversation.again}
          />
          <div style={{ blockSize: drawn.before }} />
          {shown.map((row) => (
            <RowSlot
              rowKey={row.key}
              rowWindow={list}
              sight={row.kind === 'message' ? sight : undefined}
              key={row.key}
            >
              <RowOf
                row={row}
                nowMs={nowMs}
                active={row.key === stop}
                chosen={chosen?.has(row.key)}
                fresh={fresh.has(row.key)}
                lit={row.key === lit}
              />
            </RowSlot>
          ))}
          <div style={{ blockSize: drawn.after }} />
        </div>
      </div>
      {(!bottom || !atEnd) && <ToLatest unread={unread} onPress={acts.toLatest} />}
    </div>
  )
}

/** Where a conversation opens: at the line of new messages, or at its end. */
function startOf(rows: readonly Row[]): Anchor {
  const index = rows.findIndex(({ kind }) => kind === 'unread')
  return index < 0 ? { at: 'end' } : { at: 'row', key: 'unread', index, offset: 72 }
}

interface RowOfProps {
  readonly row: Row
  readonly nowMs: number
  readonly active: boolean
  readonly chosen: boolean | undefined
  readonly fresh: boolean
  readonly lit: boolean
}

function RowOf({ row, nowMs, ...state }: RowOfProps) {
  switch (row.kind) {
    case 'day':
      return <DayLine atMs={row.atMs} nowMs={nowMs} />
    case 'unread':
      return <UnreadLine />
    case 'message':
      return <MessageRow message={row.message} first={row.first} last={row.last} {...state} />
  }
}

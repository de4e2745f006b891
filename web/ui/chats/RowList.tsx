import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { ActivityView, ChatRowView } from '../../bridge/chatViews.ts'
import { useWindow } from '../parts/window.ts'
import { chatsWords as words } from '../words/chatsWords.ts'
import { ChatRow } from './ChatRow.tsx'
import css from './RowList.module.css'
import { RowSkeleton } from './RowSkeleton.tsx'
import { firstSight, indexAfter, rangeOf, rowRem, scrollFor, type Sight } from './rowRange.ts'

interface RowListProps {
  readonly rows: readonly ChatRowView[]
  /** How many there are in all, the ones not fetched yet among them. */
  readonly total: number
  readonly activity: ReadonlyMap<number, ActivityView>
  readonly openId: number | undefined
  /** Rows up to this index are in sight or soon will be. */
  readonly onReach: (index: number) => void
  /** Stands below the last row. */
  readonly children?: ReactNode
}

/** The rows that are in sight, of a list of any length. Arrow keys move within it. */
export function RowList({ rows, total, activity, openId, onReach, children }: RowListProps) {
  const view = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState(firstSight)
  const [here, setHere] = useState<number>()
  const nowMs = useMinutes()
  const moves = useRef(false)

  useLayoutEffect(() => {
    const node = view.current
    if (node === null) return undefined
    const measure = () => setSight((before) => measured(node, before))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    node.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      node.removeEventListener('scroll', measure)
    }
  }, [])

  const { from, to } = rangeOf(sight, Math.max(rows.length, total))
  useEffect(() => onReach(to), [onReach, to])

  const indexOf = (chatId: number | undefined): number =>
    chatId === undefined ? -1 : rows.findIndex((row) => row.chatId === chatId)
  const stop = [indexOf(here), indexOf(openId), 0].find((index) => index >= 0) ?? 0
  const drawn = rows.slice(from, to).map((row, at) => ({ row, index: from + at }))
  // The keyboard's place is drawn wherever it is, so that it is not lost.
  const stopRow = rows[stop]
  if (stopRow !== undefined && stop < from) drawn.unshift({ row: stopRow, index: stop })
  else if (stopRow !== undefined && stop >= to) drawn.push({ row: stopRow, index: stop })

  const bringIn = (index: number): void => {
    const node = view.current
    const top = node === null ? undefined : scrollFor(measured(node, sight), index)
    if (top !== undefined) node?.scrollTo({ top })
  }
  const openIndex = indexOf(openId)
  const shownOpen = useRef(openId)
  useEffect(() => {
    if (shownOpen.current === openId) return
    shownOpen.current = openId
    if (openIndex >= 0) bringIn(openIndex)
  })
  useEffect(() => {
    if (!moves.current) return
    moves.current = false
    view.current?.querySelector<HTMLElement>(`[data-chat="${here}"]`)?.focus()
  })

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const page = Math.floor(sight.height / sight.row)
    const next = indexAfter(event.key, stop, rows.length, page)
    const row = next === undefined ? undefined : rows[next]
    if (next === undefined || row === undefined) return
    event.preventDefault()
    moves.current = true
    setHere(row.chatId)
    bringIn(next)
  }

  return (
    <div className={css.view} ref={view} data-chat-rows>
      <ul
        className={css.rows}
        style={{ blockSize: `${Math.max(rows.length, total) * rowRem}rem` }}
        aria-label={words.list}
        onKeyDown={onKeyDown}
        onFocus={({ target }) => {
          const { chat } = target.dataset
          if (chat !== undefined) setHere(Number(chat))
        }}
      >
        {drawn.map(({ row, index }) => (
          <li
            className={css.row}
            style={{ insetBlockStart: `${index * rowRem}rem`, blockSize: `${rowRem}rem` }}
            aria-posinset={index + 1}
            aria-setsize={Math.max(rows.length, total)}
            key={row.chatId}
          >
            <ChatRow
              row={row}
              activity={activity.get(row.chatId)}
              open={row.chatId === openId}
              stop={index === stop}
              nowMs={nowMs}
            />
          </li>
        ))}
      </ul>
      {to > rows.length && (
        <div className={css.missing} style={{ insetBlockStart: `${rows.length * rowRem}rem` }}>
          {Array.from({ length: Math.min(24, to - Math.max(from, rows.length)) }, (_, at) => (
            <RowSkeleton key={at} />
          ))}
        </div>
      )}
      {children}
    </div>
  )
}

function measured(node: HTMLElement, before: Sight): Sight {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const next = { top: node.scrollTop, height: node.clientHeight, row: rem * rowRem }
  const same = next.top === before.top && next.height === before.height && next.row === before.row
  return same ? before : next
}

/** The time of day, told anew each minute: words such as "Yesterday" depend on it. */
function useMinutes(): number {
  const { clock, device } = useWindow()
  const [nowMs, setNow] = useState(() => device.timeMs())
  useEffect(() => clock.after(60_000, () => setNow(device.timeMs())), [clock, device, nowMs])
  return nowMs
}

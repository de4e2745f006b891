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
import { firstSight, indexAfter, rangeOf, rowRem, scrollFor, type Sight } from './rowRange.ts'

interface RowListProps {
  /** A stretch of the list, without gaps. */
  readonly rows: readonly ChatRowView[]
  /** Index of the first of them. */
  readonly first: number
  /** How many there are in all. */
  readonly total: number
  readonly activity: ReadonlyMap<number, ActivityView>
  readonly openId: number | undefined
  /** These rows are in sight or soon will be. */
  readonly onReach: (from: number, to: number) => void
  /** Stands below the last row. */
  readonly children?: ReactNode
}

/** A row with its place in the whole list. */
interface Placed {
  readonly row: ChatRowView
  readonly index: number
}

/**
 * The rows that are in sight, of a list of any length. Arrow keys move within it. Where a row is not
 * here yet, its outline is.
 */
export function RowList({ rows, first, total, activity, openId, onReach, children }: RowListProps) {
  const view = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState(firstSight)
  // The keyboard's row is kept when its stretch is let go of, so that the focus is not lost.
  const [here, setHere] = useState<Placed>()
  // Where the keyboard goes as soon as that row is here.
  const goal = useRef<number>(undefined)
  const nowMs = useMinutes()

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

  const end = first + rows.length
  const count = Math.max(end, total)
  const { from, to } = rangeOf(sight, count)
  useEffect(() => onReach(from, to), [onReach, from, to, first, end])

  const placed = (chatId: number | undefined): Placed | undefined => {
    const at = chatId === undefined ? -1 : rows.findIndex((row) => row.chatId === chatId)
    const row = rows[at]
    return row === undefined ? undefined : { row, index: first + at }
  }
  const rowAt = (index: number): Placed | undefined => {
    const row = rows[index - first]
    return row === undefined ? undefined : { row, index }
  }
  const opened = placed(openId)
  const stop = placed(here?.row.chatId) ?? here ?? opened ?? rowAt(Math.max(from, first))
  const drawn: Placed[] = rows
    .slice(Math.max(0, from - first), Math.max(0, to - first))
    .map((row, at) => ({ row, index: Math.max(from, first) + at }))
  // The keyboard's place is drawn wherever it is, so that it is not lost.
  if (stop !== undefined && !drawn.some(({ row }) => row.chatId === stop.row.chatId)) {
    if (stop.index < from) drawn.unshift(stop)
    else drawn.push(stop)
  }

  const bringIn = (index: number): void => {
    const node = view.current
    const top = node === null ? undefined : scrollFor(measured(node, sight), index)
    if (top !== undefined) node?.scrollTo({ top })
  }
  const shownOpen = useRef(openId)
  useEffect(() => {
    if (shownOpen.current === openId) return
    shownOpen.current = openId
    if (opened !== undefined) bringIn(opened.index)
  })
  /** Gives the keyboard to the row that it was sent to, when that is drawn. */
  const arrive = (): void => {
    const reached = goal.current === undefined ? undefined : rowAt(goal.current)
    const node = view.current?.querySelector<HTMLElement>(`[data-chat="${reached?.row.chatId}"]`)
    if (node === null || node === undefined) return
    goal.current = undefined
    node.focus({ preventScroll: true })
  }
  useEffect(arrive)

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const page = Math.floor(sight.height / sight.row)
    const next = indexAfter(event.key, goal.current ?? stop?.index ?? 0, count, page)
    if (next === undefined) return
    event.preventDefault()
    bringIn(next)
    goal.current = next
    arrive()
  }

  return (
    <div className={css.view} ref={view} data-chat-rows>
      <ul
        className={css.rows}
        style={{ blockSize: `${count * rowRem}rem` }}
        aria-label={words.list}
        aria-busy={from < first || Math.min(to, total) > end}
        onKeyDown={onKeyDown}
        onFocus={({ target }) => {
          const focused = placed(Number(target.dataset['chat']))
          if (focused !== undefined) setHere(focused)
        }}
      >
        {drawn.map(({ row, index }) => (
          <li
            className={css.row}
            style={{ insetBlockStart: `${index * rowRem}rem`, blockSize: `${rowRem}rem` }}
            aria-posinset={index + 1}
            aria-setsize={count}
            key={row.chatId}
          >
            <ChatRow
              row={row}
              activity={activity.get(row.chatId)}
              open={row.chatId === openId}
              stop={row.chatId === stop?.row.chatId}
              nowMs={nowMs}
            />
          </li>
        ))}
      </ul>
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

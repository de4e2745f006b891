import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { ChatSizeView, SizeOrder } from '../../../bridge/archive.ts'
import { chatName } from '../../chats/chatName.ts'
import { indexAfter, rangeOf, scrollFor, type Sight } from '../../chats/rowRange.ts'
import { storageWords } from '../../words/storageWords.ts'
import css from './SizeList.module.css'
import type { ChatSizes } from './useChatSizes.ts'

const words = storageWords.chats

/** Height of a row, in rem. */
const rowRem = 4

const firstSight: Sight = { top: 0, height: 480, row: 64 }

interface SizeListProps {
  readonly sizes: ChatSizes
  readonly by: SizeOrder
  /** These rows are in sight or soon will be. */
  readonly onReach: (from: number, to: number) => void
  readonly onChat: (size: ChatSizeView) => void
}

/** The chats that are in sight, of a list of any length. Arrow keys move within it. */
export function SizeList({ sizes, by, onReach, onChat }: SizeListProps) {
  const { rows, total, all } = sizes
  const view = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState(firstSight)
  const [stop, setStop] = useState(0)
  const goal = useRef<number>(undefined)

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

  const { from, to } = rangeOf(sight, total)
  useEffect(() => onReach(from, to), [onReach, from, to])
  useEffect(() => {
    if (goal.current === undefined) return
    const node = view.current?.querySelector<HTMLElement>(`[data-index="${goal.current}"]`)
    if (node === null || node === undefined) return
    goal.current = undefined
    node.focus({ preventScroll: true })
  })

  const here = Math.min(stop, total - 1)
  const drawn = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
  // The keyboard's place is drawn wherever it is, so that it is not lost.
  if (here < from) drawn.unshift(here)
  else if (here >= to) drawn.push(here)

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const page = Math.floor(sight.height / sight.row)
    const next = indexAfter(event.key, here, total, page)
    if (next === undefined) return
    event.preventDefault()
    const node = view.current
    const top = node === null ? undefined : scrollFor(measured(node, sight), next)
    if (top !== undefined) node?.scrollTo({ top })
    goal.current = next
    setStop(next)
  }

  const largest = rows.get(0)?.[by] ?? 1
  return (
    <div className={css.view} ref={view}>
      <ul
        className={css.rows}
        style={{ blockSize: `${total * rowRem}rem` }}
        aria-label={words.list}
        onKeyDown={onKeyDown}
      >
        {drawn.map((index) => {
          const size = rows.get(index)
          return (
            <li
              className={css.item}
              style={{ insetBlockStart: `${index * rowRem}rem`, blockSize: `${rowRem}rem` }}
              aria-posinset={index + 1}
              aria-setsize={total}
              key={index}
            >
              {size === undefined ? (
                <span className={css.outline}>{words.reading}</span>
              ) : (
                <Row
                  size={size}
                  index={index}
                  stop={index === here}
                  width={size[by] / Math.max(1, largest)}
                  share={size[by] / Math.max(1, by === 'bytes' ? all.bytes : all.count)}
                  onFocus={() => setStop(index)}
                  onChat={onChat}
                />
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

interface RowProps {
  readonly size: ChatSizeView
  readonly index: number
  /** Whether the keyboard comes here when it comes to the list. */
  readonly stop: boolean
  /** Against the largest one, and against all together: 0 to 1. */
  readonly width: number
  readonly share: number
  readonly onFocus: () => void
  readonly onChat: (size: ChatSizeView) => void
}

function Row({ size, index, stop, width, share, onFocus, onChat }: RowProps) {
  return (
    <button
      className={css.row}
      type="button"
      tabIndex={stop ? 0 : -1}
      data-index={index}
      aria-haspopup="dialog"
      onFocus={onFocus}
      onClick={() => onChat(size)}
    >
      <span className={css.line}>
        <span className={css.name}>
          <bdi>{chatName(size.chat)}</bdi>
        </span>
        <span className={css.share}>{words.share(share)}</span>
      </span>
      <span className={css.facts}>{words.facts(size.messages, size.bytes)}</span>
      <span className={css.bar} style={{ inlineSize: `${width * 100}%` }} aria-hidden="true" />
    </button>
  )
}

function measured(node: HTMLElement, before: Sight): Sight {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const next = { top: node.scrollTop, height: node.clientHeight, row: rem * rowRem }
  const same = next.top === before.top && next.height === before.height && next.row === before.row
  return same ? before : next
}

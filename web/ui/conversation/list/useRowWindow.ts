import { type RefObject, useCallback, useLayoutEffect, useReducer, useRef } from 'react'
import { layoutOf, rangeOf, rowAt, totalOf } from './rowLayout.ts'
import { guessedHeight, type Row } from './rows.ts'

/** What stays where it is when heights change: the end, or one row at a distance from the top. */
export type Anchor =
  | { readonly at: 'end' }
  | { readonly at: 'row'; readonly key: string; readonly index: number; readonly offset: number }

/** A part of the rows that is drawn, and the room of those before and after it. */
export interface RowWindow {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly from: number
  readonly to: number
  readonly before: number
  readonly after: number
  /** For each drawn row: takes its element, gives it back with null. */
  readonly take: (key: string, node: HTMLElement | null) => void
  readonly nodeOf: (key: string) => HTMLElement | undefined
  /** Brings a row to a share of the height below the top; without a key: the end. */
  readonly show: (key?: string, share?: number) => void
  readonly onScroll: () => void
}

interface RowWindowOptions {
  readonly start: Anchor
  /** After every move: what is at the top now, and how far both ends are, in heights of the view. */
  readonly onMove: (place: Place) => void
}

export interface Place {
  /** Index of the row at the top of the view. */
  readonly top: number
  /** Whether the end is in sight and stays there. */
  readonly atEnd: boolean
  readonly toStart: number
  readonly toEnd: number
}

/** Drawn beyond what is in sight, in pixels, and how little of it may be left. */
const beyond = 900
const leastBeyond = 300
/** So near to the end a person means the end. */
const endIsNear = 24

/**
 * Draws only the rows around what is in sight, in the normal flow of the page between two empty rooms.
 * Whatever changes its height, or is added above, the row at the top of the view stays where it is; at
 * the end, the end does. Heights are measured, never assumed.
 */
export function useRowWindow(rows: readonly Row[], { start, onMove }: RowWindowOptions): RowWindow {
  const scroller = useRef<HTMLDivElement>(null)
  const heights = useRef(new Map<string, number>())
  const nodes = useRef(new Map<string, HTMLElement>())
  const anchor = useRef<Anchor>(start)
  const height = useRef(720)
  const settled = useRef(Number.NaN)
  const observer = useRef<ResizeObserver>(undefined)
  const [, draw] = useReducer((count: number) => count + 1, 0)

  const layout = layoutOf(rows.map((row) => heights.current.get(row.key) ?? guessedHeight(row)))
  const total = totalOf(layout)
  const anchored = indexOf(rows, anchor.current)
  const top =
    anchor.current.at === 'row' && anchored >= 0
      ? (layout.tops[anchored] ?? 0) - anchor.current.offset
      : total - height.current
  const { from, to } = rangeOf(layout, top - beyond, top + height.current + beyond)
  const before = layout.tops[from] ?? 0
  const after = total - (layout.tops[to] ?? total)

  const now = useRef({ rows, from, to, before, layout, onMove })
  now.current = { rows, from, to, before, layout, onMove }

  /** Reads what is at the top of the view from the page itself. */
  const readAnchor = useCallback((): void => {
    const view = scroller.current
    const { rows: all, from: first, to: last, layout: known } = now.current
    if (view === null || all.length === 0) return
    const { scrollTop, clientHeight, scrollHeight } = view
    if (last === all.length && scrollHeight - clientHeight - scrollTop < endIsNear) {
      anchor.current = { at: 'end' }
      return
    }
    for (let index = first; index < last; index += 1) {
      const key = all[index]?.key ?? ''
      const node = nodes.current.get(key)
      if (node === undefined || node.offsetTop + node.offsetHeight <= scrollTop) continue
      if (index === first && node.offsetTop > scrollTop + clientHeight) break
      anchor.current = { at: 'row', key, index, offset: node.offsetTop - scrollTop }
      return
    }
    const index = rowAt(known, scrollTop)
    const key = all[index]?.key ?? ''
    anchor.current = { at: 'row', key, index, offset: (known.tops[index] ?? 0) - scrollTop }
  }, [])

  const tellPlace = useCallback((): void => {
    const view = scroller.current
    if (view === null) return
    const { rows: all, from: first } = now.current
    const { scrollTop, clientHeight, scrollHeight } = view
    const at = indexOf(all, anchor.current)
    const { current: kept } = anchor
    now.current.onMove({
      top:
        kept.at === 'row' && at >= 0 ? at : Math.max(first, topOf(all, nodes.current, view, first)),
      atEnd: kept.at === 'end',
      toStart: scrollTop / Math.max(1, clientHeight),
      toEnd: (scrollHeight - clientHeight - scrollTop) / Math.max(1, clientHeight),
    })
  }, [])

  /** Draws again when too little is drawn around what is in sight. */
  const drawEnough = useCallback((): void => {
    const view = scroller.current
    if (view === null) return
    const { rows: all, from: first, to: last } = now.current
    const [head, tail] = [all[first]?.key ?? '', all[last - 1]?.key ?? '']
    const [firstNode, lastNode] = [nodes.current.get(head), nodes.current.get(tail)]
    const above = view.scrollTop - (firstNode?.offsetTop ?? 0)
    const below =
      (lastNode === undefined ? 0 : lastNode.offsetTop + lastNode.offsetHeight) -
      view.scrollTop -
      view.clientHeight
    const tooLittle =
      (first > 0 && above < leastBeyond) || (last < all.length && below < leastBeyond)
    if (tooLittle) draw()
  }, [])

  /** Measures what is drawn and puts the anchor back in its place. */
  const settle = useCallback((): void => {
    const view = scroller.current
    if (view === null) return
    height.current = view.clientHeight
    for (const [key, node] of nodes.current) heights.current.set(key, node.offsetHeight)
    const { current: kept } = anchor
    const { rows: all } = now.current
    const key = kept.at === 'row' ? (all[indexOf(all, kept)]?.key ?? '') : ''
    const node = nodes.current.get(key)
    const wanted =
      kept.at === 'row' && node !== undefined
        ? node.offsetTop - kept.offset
        : kept.at === 'end'
          ? view.scrollHeight - view.clientHeight
          : view.scrollTop
    if (Math.abs(view.scrollTop - wanted) > 0.5) view.scrollTop = wanted
    settled.current = view.scrollTop
    // There is not that much to scroll: what is really at the top is kept from now on.
    if (Math.abs(view.scrollTop - wanted) > 1) readAnchor()
    drawEnough()
    tellPlace()
  }, [readAnchor, drawEnough, tellPlace])

  useLayoutEffect(settle)

  useLayoutEffect(() => {
    const view = scroller.current
    const sizes = new ResizeObserver(settle)
    observer.current = sizes
    if (view !== null) sizes.observe(view)
    for (const node of nodes.current.values()) sizes.observe(node)
    return () => sizes.disconnect()
  }, [settle])

  const take = useCallback((key: string, node: HTMLElement | null): void => {
    const known = nodes.current.get(key)
    if (known !== undefined) observer.current?.unobserve(known)
    if (node === null) {
      nodes.current.delete(key)
      return
    }
    nodes.current.set(key, node)
    observer.current?.observe(node)
  }, [])

  const show = useCallback((key?: string, share = 0.3): void => {
    const index = now.current.rows.findIndex((row) => row.key === key)
    anchor.current =
      key === undefined || index < 0
        ? { at: 'end' }
        : { at: 'row', key, index, offset: height.current * share }
    draw()
  }, [])

  const onScroll = useCallback((): void => {
    const view = scroller.current
    if (view === null || Math.abs(view.scrollTop - settled.current) < 1) return
    settled.current = Number.NaN
    readAnchor()
    drawEnough()
    tellPlace()
  }, [readAnchor, drawEnough, tellPlace])

  const nodeOf = useCallback((key: string) => nodes.current.get(key), [])
  return { scroller, from, to, before, after, take, nodeOf, show, onScroll }
}

/** Where the anchor's row is now; where it was, when it is gone. -1: nowhere, or the end. */
function indexOf(rows: readonly Row[], anchor: Anchor): number {
  if (anchor.at === 'end' || rows.length === 0) return -1
  const index = rows.findIndex((row) => row.key === anchor.key)
  return index >= 0 ? index : Math.min(anchor.index, rows.length - 1)
}

/** The first row in sight, by its element. */
function topOf(
  rows: readonly Row[],
  nodes: ReadonlyMap<string, HTMLElement>,
  view: HTMLElement,
  from: number,
): number {
  return rows.findIndex((row, index) => {
    const node = index < from ? undefined : nodes.get(row.key)
    return node !== undefined && node.offsetTop + node.offsetHeight > view.scrollTop
  })
}

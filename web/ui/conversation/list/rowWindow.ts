import { layoutOf, rangeOf, rowAt, type RowLayout, totalOf } from './rowLayout.ts'
import { guessedHeight, type Row } from './rows.ts'

/** What stays where it is when heights change: the end, or one row at a distance from the top. */
export type Anchor =
  | { readonly at: 'end' }
  | { readonly at: 'row'; readonly key: string; readonly index: number; readonly offset: number }

/** A part of the rows that is drawn, and the room of those before and after it. */
export interface DrawnRows {
  readonly rows: readonly Row[]
  readonly layout: RowLayout
  readonly from: number
  readonly to: number
  readonly before: number
  readonly after: number
}

export interface Place {
  /** Index of the row at the top of the view. */
  readonly top: number
  /** Whether the end is in sight and stays there. */
  readonly atEnd: boolean
  /** How far the ends are, in heights of the view. */
  readonly toStart: number
  readonly toEnd: number
}

interface RowWindowWorld {
  /** Draws again, with what `draws` says then. */
  readonly draw: () => void
}

/** Drawn beyond what is in sight, in pixels, and how little of it may be left. */
const beyond = 900
const leastBeyond = 300
/** So near to the end a person means the end. */
const endIsNear = 24

/** Heights of rows that are long gone are forgotten beyond this. */
const mostHeights = 4000

/** Keeps the rows of one scrolling view in their places. Its methods read and write the page. */
export type RowWindow = ReturnType<typeof createRowWindow>

/**
 * Draws only the rows around what is in sight, in the normal flow of the page between two empty rooms.
 * Whatever changes its height, or is added above, the row at the top of the view stays where it is; at
 * the end, the end does. Heights are guessed only until a row was drawn.
 */
export function createRowWindow(start: Anchor, { draw }: RowWindowWorld) {
  const heights = new Map<string, number>()
  const nodes = new Map<string, HTMLElement>()
  const sizes = new ResizeObserver(() => settle())
  let anchor = start
  let view: HTMLElement | undefined
  let height = 720
  /** Where the view was when it was last looked at; NaN before. */
  let lastTop = Number.NaN
  let unread = false
  let drawn: DrawnRows = draws([])
  let whenShown: (() => void) | undefined
  let onMove = (_place: Place): void => {}

  /** What is to be drawn of these rows now. */
  function draws(rows: readonly Row[]): DrawnRows {
    const layout = layoutOf(rows.map((row) => heights.get(row.key) ?? guessedHeight(row)))
    const total = totalOf(layout)
    const index = indexOf(rows, anchor)
    const top =
      anchor.at === 'row' && index >= 0 ? (layout.tops[index] ?? 0) - anchor.offset : total - height
    const { from, to } = rangeOf(layout, top - beyond, top + height + beyond)
    const [before = 0, end = total] = [layout.tops[from], layout.tops[to]]
    return { rows, layout, from, to, before, after: total - end }
  }

  /** Reads from the page what is at the top of the view. */
  function readAnchor(scroller: HTMLElement): void {
    const { rows, from, to, layout } = drawn
    const { scrollTop, clientHeight, scrollHeight } = scroller
    if (rows.length === 0) return
    if (to === rows.length && scrollHeight - clientHeight - scrollTop < endIsNear) {
      anchor = { at: 'end' }
      return
    }
    for (let index = from; index < to; index += 1) {
      const key = rows[index]?.key ?? ''
      const node = nodes.get(key)
      if (node === undefined || node.offsetTop + node.offsetHeight <= scrollTop) continue
      // Thrown far beyond what is drawn: only the layout knows what will be there.
      if (index === from && node.offsetTop > scrollTop + clientHeight) break
      anchor = { at: 'row', key, index, offset: node.offsetTop - scrollTop }
      return
    }
    const index = rowAt(layout, scrollTop)
    const offset = (layout.tops[index] ?? 0) - scrollTop
    anchor = { at: 'row', key: rows[index]?.key ?? '', index, offset }
  }

  function firstInSight(scroller: HTMLElement): number {
    const { rows, from, to } = drawn
    for (let index = from; index < to; index += 1) {
      const node = nodes.get(rows[index]?.key ?? '')
      if (node !== undefined && node.offsetTop + node.offsetHeight > scroller.scrollTop)
        return index
    }
    return from
  }

  function tellPlace(scroller: HTMLElement): void {
    const { scrollTop, clientHeight, scrollHeight } = scroller
    const share = (pixels: number) => pixels / Math.max(1, clientHeight)
    onMove({
      top: firstInSight(scroller),
      atEnd: anchor.at === 'end',
      toStart: share(scrollTop),
      toEnd: share(scrollHeight - clientHeight - scrollTop),
    })
  }

  /** Draws again when too little is drawn around what is in sight. */
  function drawEnough({ scrollTop, clientHeight }: HTMLElement): void {
    const { rows, from, to } = drawn
    const first = nodes.get(rows[from]?.key ?? '')
    const last = nodes.get(rows[to - 1]?.key ?? '')
    if (first === undefined || last === undefined) return
    const above = scrollTop - first.offsetTop
    const below = last.offsetTop + last.offsetHeight - scrollTop - clientHeight
    if ((from > 0 && above < leastBeyond) || (to < rows.length && below < leastBeyond)) draw()
  }

  /** Measures what is drawn and puts the anchor back in its place. */
  function settle(): void {
    if (view === undefined) return
    height = view.clientHeight
    takeMovement(view)
    for (const [key, node] of nodes) heights.set(key, node.offsetHeight)
    if (heights.size > mostHeights) forgetHeights()
    const wanted = placeOf(anchor, view)
    if (Math.abs(view.scrollTop - wanted) > 0.5) view.scrollTop = wanted
    // There is not that much to scroll: what is really at the top is kept from now on.
    if (Math.abs(view.scrollTop - wanted) > 1) readAnchor(view)
    lastTop = view.scrollTop
    drawEnough(view)
    tellPlace(view)
  }

  /** Keeps the heights of the rows that there are. */
  function forgetHeights(): void {
    const keys = new Set(drawn.rows.map(({ key }) => key))
    for (const key of heights.keys()) if (!keys.has(key)) heights.delete(key)
  }

  /** The person moved the view, and its event has yet to come: the anchor moves along. */
  function takeMovement(scroller: HTMLElement): void {
    const { scrollTop, scrollHeight, clientHeight } = scroller
    const moved = scrollTop - lastTop
    // Rows that went, or a larger view, push it to the end by themselves.
    const pushed = scrollHeight - clientHeight - scrollTop < 1
    if (!(Math.abs(moved) >= 1) || pushed) return
    if (anchor.at === 'row') anchor = { ...anchor, offset: anchor.offset - moved }
    else if (moved < 0) readAnchor(scroller)
    unread = true
  }

  function placeOf(kept: Anchor, scroller: HTMLElement): number {
    if (kept.at === 'end') return scroller.scrollHeight - scroller.clientHeight
    const node = nodes.get(drawn.rows[indexOf(drawn.rows, kept)]?.key ?? '')
    return node === undefined ? scroller.scrollTop : node.offsetTop - kept.offset
  }

  return {
    draws,
    /** After every drawing: what was drawn, and whom to tell where the view is. */
    settled(now: DrawnRows, tell: (place: Place) => void): void {
      drawn = now
      onMove = tell
      settle()
      whenShown?.()
      whenShown = undefined
    },
    /** Takes the scrolling element; returns what gives it back. */
    attach(scroller: HTMLElement): () => void {
      view = scroller
      sizes.observe(scroller)
      return () => {
        sizes.disconnect()
        view = undefined
      }
    },
    /** Takes the element of a row; returns what gives it back. */
    take(key: string, node: HTMLElement): () => void {
      nodes.set(key, node)
      sizes.observe(node)
      return () => {
        sizes.unobserve(node)
        if (nodes.get(key) === node) nodes.delete(key)
      }
    },
    nodeOf: (key: string): HTMLElement | undefined => nodes.get(key),
    /** Brings a row to a share of the height below the top; without a key: the end. Then runs `task`. */
    show(key?: string, share = 0.3, task?: () => void): void {
      whenShown = task
      const index = drawn.rows.findIndex((row) => row.key === key)
      anchor =
        index < 0 ? { at: 'end' } : { at: 'row', key: key ?? '', index, offset: height * share }
      draw()
    },
    scrolled(): void {
      // What `settle` did itself is no movement of the person.
      if (view === undefined || (!unread && Math.abs(view.scrollTop - lastTop) < 1)) return
      unread = false
      lastTop = view.scrollTop
      readAnchor(view)
      drawEnough(view)
      tellPlace(view)
    },
  }
}

/** Where the anchor's row is now; where it was, when it is gone. -1: nowhere, or the end. */
function indexOf(rows: readonly Row[], anchor: Anchor): number {
  if (anchor.at === 'end' || rows.length === 0) return -1
  const index = rows.findIndex((row) => row.key === anchor.key)
  return index >= 0 ? index : Math.min(anchor.index, rows.length - 1)
}

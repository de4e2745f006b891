/** Height of a row in the list, in rem: 68 px at the usual size of letters. */
export const rowRem = 4.25

/** Rows drawn beyond what is in sight, on either side. */
const beyond = 6

/** What a scrolling list shows of itself, in pixels. */
export interface Sight {
  readonly top: number
  readonly height: number
  readonly row: number
}

/** Before anything was measured: a tall screen, at its beginning. */
export const firstSight: Sight = { top: 0, height: 1200, row: 68 }

/** Indexes of the rows to draw, `to` not among them. */
export function rangeOf(
  { top, height, row }: Sight,
  count: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor(top / row) - beyond)
  const to = Math.min(count, Math.ceil((top + height) / row) + beyond)
  return { from: Math.min(from, to), to }
}

/** Where to scroll so that a whole row is in sight; undefined: it is. */
export function scrollFor({ top, height, row }: Sight, index: number): number | undefined {
  const start = index * row
  if (start < top) return start
  return start + row > top + height ? start + row - height : undefined
}

/** The index that a key leads to, or undefined when it is no key of lists. */
export function indexAfter(
  key: string,
  index: number,
  count: number,
  page: number,
): number | undefined {
  const to = steps(key, index, count, Math.max(1, page))
  return to === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, to))
}

function steps(key: string, index: number, count: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return index + 1
    case 'ArrowUp':
      return index - 1
    case 'PageDown':
      return index + page
    case 'PageUp':
      return index - page
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

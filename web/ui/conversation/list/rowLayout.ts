/** Where rows stand, from their heights. `tops` has one more entry than rows: the last is the total. */
export interface RowLayout {
  readonly tops: Float64Array
}

export function layoutOf(heights: readonly number[]): RowLayout {
  const tops = new Float64Array(heights.length + 1)
  heights.forEach((height, at) => {
    tops[at + 1] = (tops[at] ?? 0) + height
  })
  return { tops }
}

/** Height of all rows. */
export function totalOf({ tops }: RowLayout): number {
  return tops.at(-1) ?? 0
}

/** Index of the row that covers this place; the nearest one where there is none. -1 without rows. */
export function rowAt({ tops }: RowLayout, place: number): number {
  let low = 0
  let high = tops.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((tops[middle] ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return Math.min(low, tops.length - 2)
}

/** Rows `from` (inclusive) to `to` (exclusive) that lie between two places. */
export function rangeOf(
  layout: RowLayout,
  fromPlace: number,
  toPlace: number,
): { readonly from: number; readonly to: number } {
  if (layout.tops.length < 2) return { from: 0, to: 0 }
  return { from: Math.max(0, rowAt(layout, fromPlace)), to: rowAt(layout, toPlace) + 1 }
}

/** Things that stay in an order while some of them come, go and change: nothing is sorted anew. */
export interface SortedList<Item> {
  /** In order. The same array as long as the list lives: read it before the next wait. */
  readonly items: readonly Item[]
  insert(item: Item): void
  /** Takes out the item that stands where this one would. Nothing happens when there is none. */
  remove(item: Item): void
}

/** A list of these. `order` tells any two of them apart: 0 is one and the same. */
export function createSortedList<Item>(
  some: Iterable<Item>,
  order: (one: Item, other: Item) => number,
): SortedList<Item> {
  const items = [...some].sort(order)

  /** Where the item stands, or would. */
  function placeOf(item: Item): number {
    let from = 0
    let to = items.length
    while (from < to) {
      const middle = (from + to) >> 1
      const there = items[middle]
      if (there !== undefined && order(there, item) < 0) from = middle + 1
      else to = middle
    }
    return from
  }

  return {
    items,
    insert(item) {
      items.splice(placeOf(item), 0, item)
    },
    remove(item) {
      const place = placeOf(item)
      const there = items[place]
      if (there !== undefined && order(there, item) === 0) items.splice(place, 1)
    },
  }
}

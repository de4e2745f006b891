/** From which end a menu takes the focus, as the key that opened it says. */
export type MenuEnd = 'first' | 'last'

/**
 * Which item of a menu a key leads to: arrows go around, Home and End to the ends, a letter to the next
 * label that begins with it. Undefined for every other key (WAI-ARIA Authoring Practices, menu).
 *
 * @param at the item with the focus, -1 for none
 */
export function nextIndex(key: string, at: number, labels: readonly string[]): number | undefined {
  const count = labels.length
  if (count === 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count
    case 'ArrowUp':
      return at <= 0 ? count - 1 : at - 1
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return key.length === 1 && key !== ' ' ? nextWith(key, at, labels) : undefined
  }
}

function nextWith(letter: string, at: number, labels: readonly string[]): number | undefined {
  const wanted = letter.toLocaleLowerCase()
  const order = labels.map((_, step) => (at + 1 + step) % labels.length)
  return order.find((index) => labels[index]?.trim().toLocaleLowerCase().startsWith(wanted))
}

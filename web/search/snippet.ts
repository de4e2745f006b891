import type { Mark } from './needles.ts'

/** What stands before and after the first match. UTF-16 units. */
const BEFORE = 40
const LENGTH = 160

export interface Snippet {
  readonly text: string
  readonly marks: readonly Mark[]
}

/** The part of a text around its first mark, on one line. Places keep their meaning in it. */
export function snippetOf(text: string, marks: readonly Mark[]): Snippet {
  const first = marks[0]?.[0] ?? 0
  const from = first <= BEFORE ? 0 : beginningOfWord(text, first - BEFORE, first)
  const end = Math.min(text.length, from + LENGTH)
  const to = isLow(text, end) ? end - 1 : end
  const ellipsis = from > 0 ? '…' : ''
  const shift = ellipsis.length - from
  const kept = marks
    .filter((mark) => mark[0] < to && mark[1] > from)
    .map((mark): Mark => [mark[0] + shift, Math.min(mark[1], to) + shift])
  const part = text.slice(from, to).replaceAll(/\s/g, ' ')
  return { text: `${ellipsis}${part}${to < text.length ? '…' : ''}`, marks: kept }
}

/** After the first space in a stretch; where there is none, at its beginning. */
function beginningOfWord(text: string, from: number, to: number): number {
  const space = text.slice(from, to).search(/\s/)
  if (space >= 0) return from + space + 1
  return isLow(text, from) ? from + 1 : from
}

/** The second half of a character. */
function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}

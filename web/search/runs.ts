import { classOf, type DENSE, PLAIN, SEPARATOR } from './folding.ts'

/** Longer words are known by their beginning. UTF-16 units. */
export const LONGEST_TERM = 48

/** A stretch of a folded text without a break: a word, or characters of a script without spaces. */
export type TakeRun = (kind: typeof PLAIN | typeof DENSE, from: number, to: number) => void

/** Tells the runs of a folded text in their order. */
export function eachRun(folded: string, take: TakeRun): void {
  const { length } = folded
  let kind: number = SEPARATOR
  let from = 0
  let at = 0
  while (at < length) {
    const codePoint = codePointAt(folded, at)
    const found = classOf(codePoint)
    if (found !== kind) {
      if (kind !== SEPARATOR) take(kind as typeof PLAIN | typeof DENSE, from, at)
      kind = found
      from = at
    }
    at += codePoint > 0xffff ? 2 : 1
  }
  if (kind !== SEPARATOR) take(kind as typeof PLAIN | typeof DENSE, from, length)
}

/** A term as a stretch of the text it stands in. */
export type TakeTerm = (text: string, from: number, to: number) => void

/** Tells the terms of a folded text: words, and of dense runs every two neighbours and the last one. */
export function eachTerm(folded: string, take: TakeTerm): void {
  eachRun(folded, (kind, from, to) => {
    if (kind === PLAIN) take(folded, from, cutOf(folded, from, to))
    else eachPair(folded, from, to, take)
  })
}

/** Does not cut a character in two. */
export function cutOf(folded: string, from: number, to: number): number {
  if (to - from <= LONGEST_TERM) return to
  const cut = from + LONGEST_TERM
  return codePointAt(folded, cut - 1) > 0xffff ? cut - 1 : cut
}

function eachPair(folded: string, from: number, to: number, take: TakeTerm): void {
  let at = from
  while (at < to) {
    const second = at + widthAt(folded, at)
    take(folded, at, second < to ? second + widthAt(folded, second) : to)
    at = second
  }
}

export function widthAt(folded: string, at: number): number {
  return codePointAt(folded, at) > 0xffff ? 2 : 1
}

/** Half a pair stands for itself. */
function codePointAt(folded: string, at: number): number {
  const unit = folded.charCodeAt(at)
  return unit < 0xd800 || unit > 0xdbff ? unit : (folded.codePointAt(at) ?? unit)
}

import type { Needle } from './needles.ts'

/** A term that a document may have: itself, or any that begins so. */
export interface WantedTerm {
  readonly text: string
  readonly whole: boolean
}

/** A document must have one of these. */
export type TermGroup = readonly WantedTerm[]

/** Before what is no word: it sorts before all words, and no text contains it as one. */
const FACT = '\u0001'

/** What is known of a message beside its words is a term as well: the same index limits a search. */
export const streamTerm = (streamId: number) => `${FACT}s${streamId}`
export const authorTerm = (author: 'me' | number) => `${FACT}a${author}`
export const kindTerm = (kind: string) => `${FACT}k${kind}`

/** What the documents must have that have all needles. The longest first: it leaves the fewest. */
export function groupsOf(needles: readonly Needle[]): TermGroup[] {
  return needles
    .flatMap(({ prefixes }) => prefixes)
    .toSorted((one, other) => other.length - one.length)
    .map((text) => [{ text, whole: false }])
}

/** One of these facts. */
export function factGroup(terms: readonly string[]): TermGroup {
  return terms.map((text) => ({ text, whole: true }))
}

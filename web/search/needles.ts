import { fold, foldWithPlaces, PLAIN } from './folding.ts'
import { cutOf, eachRun, widthAt } from './runs.ts'

/** One thing that a text must have. */
export interface Needle {
  /** `word`: a word begins so. `run`: these characters stand side by side in a script without spaces. */
  readonly kind: 'word' | 'run'
  readonly text: string
  /** Beginnings of terms; a text that has the needle has a term for each. */
  readonly prefixes: readonly string[]
}

/** A place in a text: from, to (UTF-16 units, `to` excluded). */
export type Mark = readonly [from: number, to: number]

/** Longer wishes are cut: each word is a walk through the index. */
const MOST_NEEDLES = 16

/** What somebody looks for, as they typed it. Empty when nothing of it can be found. */
export function needlesOf(wish: string): Needle[] {
  const folded = fold(wish)
  const found = new Map<string, Needle>()
  eachRun(folded, (kind, from, to) => {
    const text = folded.substring(from, to)
    if (found.size >= MOST_NEEDLES) return
    if (kind === PLAIN) {
      found.set(text, {
        kind: 'word',
        text,
        prefixes: [folded.substring(from, cutOf(folded, from, to))],
      })
    } else found.set(text, { kind: 'run', text, prefixes: pairsOf(text) })
  })
  return [...found.values()]
}

function pairsOf(run: string): string[] {
  const pairs = new Set<string>()
  let at = 0
  for (;;) {
    const second = at + widthAt(run, at)
    if (second >= run.length) break
    pairs.add(run.substring(at, second + widthAt(run, second)))
    at = second
  }
  return pairs.size === 0 ? [run] : [...pairs]
}

/** Where the needles stand in a text, in order, or undefined when one of them is missing. */
export function marksOf(text: string, needles: readonly Needle[]): Mark[] | undefined {
  const { folded, from, to } = foldWithPlaces(text)
  const seen = new Set<Needle>()
  const marks: Mark[] = []
  const mark = (needle: Needle, at: number) => {
    seen.add(needle)
    marks.push([from[at] ?? 0, to[at + needle.text.length - 1] ?? text.length])
  }
  eachRun(folded, (kind, first, end) => {
    for (const needle of needles) {
      if ((kind === PLAIN) !== (needle.kind === 'word')) continue
      if (needle.kind === 'word') {
        if (folded.startsWith(needle.text, first) && first + needle.text.length <= end) {
          mark(needle, first)
        }
        continue
      }
      let at = folded.indexOf(needle.text, first)
      while (at >= 0 && at + needle.text.length <= end) {
        mark(needle, at)
        at = folded.indexOf(needle.text, at + needle.text.length)
      }
    }
  })
  return seen.size === needles.length ? joined(marks) : undefined
}

/** In order, and those that overlap as one. */
function joined(marks: readonly Mark[]): Mark[] {
  const answer: Mark[] = []
  for (const [from, to] of marks.toSorted((one, other) => one[0] - other[0] || one[1] - other[1])) {
    const last = answer.at(-1)
    if (last !== undefined && from < last[1])
      answer[answer.length - 1] = [last[0], Math.max(last[1], to)]
    else answer.push([from, to])
  }
  return answer
}

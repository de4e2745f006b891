import type { MentionView } from '../../../bridge/chatViews.ts'
import { linkAt, mayHoldLinks } from './links.ts'
import type { Inline, Line } from './parsed.ts'

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const
type Mark = keyof typeof marks

/** A mark that may turn out to open something, and where what it opens begins. */
interface OpenMark {
  readonly mark: Mark
  readonly from: number
}

/** The mentions of one message, ready to be found in its text. */
export interface Mentions {
  readonly byText: ReadonlyMap<string, MentionView>
  readonly lengths: readonly number[]
}

export function mentionsOf(list: readonly MentionView[]): Mentions {
  const byText = new Map(list.map((mention) => [mention.text, mention]))
  // Longest first, so that no name is taken for the beginning of another.
  const lengths = [...new Set(list.map(({ text }) => text.length))].sort((a, b) => b - a)
  return { byText, lengths: lengths.slice(0, 32) }
}

/**
 * One line into its pieces, in one pass. A mark opens after a space or punctuation and before something
 * that is no space, and closes the other way round; whatever finds no partner stays a letter.
 */
export function parseLine(line: string, mentions: Mentions): Line {
  const pieces: Inline[] = []
  const open: OpenMark[] = []
  const linked = mayHoldLinks(line)
  let lastTick = line.lastIndexOf('`')
  let plain = ''
  let at = 0

  const flush = (): void => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain })
    plain = ''
  }
  const put = (piece: Inline, end: number): void => {
    flush()
    pieces.push(piece)
    at = end
  }

  /** Ends what this mark opened, if it did; marks opened since are letters. */
  const close = (mark: Mark): boolean => {
    const index = open.findLastIndex((one) => one.mark === mark)
    const opened = open[index]
    if (opened === undefined) return false
    flush()
    const inside = pieces.splice(opened.from)
    // The mark itself stands before, as the letter that it was until now.
    pieces.pop()
    pieces.push({ kind: marks[mark], inside: joined(inside) })
    open.splice(index)
    return true
  }

  while (at < line.length) {
    const letter = line[at] ?? ''
    if (letter === '`' && at < lastTick) {
      const end = line.indexOf('`', at + 1)
      const code = line.slice(at + 1, end)
      if (code.trim() !== '') {
        put({ kind: 'code', text: code }, end + 1)
        continue
      }
    }
    if (letter === '@') {
      const mention = mentionAt(line, at, mentions)
      if (mention !== undefined) {
        put(
          { kind: 'mention', text: mention.text, person: mention.person },
          at + mention.text.length,
        )
        continue
      }
    }
    if (linked) {
      const found = linkAt(line, at)
      if (found !== undefined && 'href' in found) {
        put({ kind: 'link', text: line.slice(at, found.end), href: found.href }, found.end)
        continue
      }
      if (found !== undefined) {
        plain += line.slice(at, found.skip)
        at = found.skip
        continue
      }
    }
    if (isMark(letter)) {
      if (closes(line, at) && close(letter)) {
        at += 1
        continue
      }
      if (opens(line, at) && !open.some(({ mark }) => mark === letter)) {
        flush()
        pieces.push({ kind: 'text', text: letter })
        open.push({ mark: letter, from: pieces.length })
        at += 1
        continue
      }
    }
    plain += letter
    at += 1
  }
  flush()
  return joined(pieces)
}

function isMark(letter: string): letter is Mark {
  return Object.hasOwn(marks, letter)
}

const besides = /[\s\p{P}\p{S}]/u

function opens(line: string, at: number): boolean {
  const [before, after] = [line[at - 1], line[at + 1]]
  return (
    (before === undefined || besides.test(before)) &&
    after !== undefined &&
    after !== line[at] &&
    !/\s/.test(after)
  )
}

function closes(line: string, at: number): boolean {
  const [before, after] = [line[at - 1], line[at + 1]]
  return (
    before !== undefined &&
    before !== line[at] &&
    !/\s/.test(before) &&
    (after === undefined || besides.test(after))
  )
}

function mentionAt(line: string, at: number, { byText, lengths }: Mentions) {
  for (const length of lengths) {
    const mention = byText.get(line.slice(at, at + length))
    if (mention !== undefined && !/\d/.test(line[at + length] ?? '')) return mention
  }
  return undefined
}

/** Texts that stand beside each other become one. */
function joined(pieces: readonly Inline[]): Line {
  const line: Inline[] = []
  let run = ''
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      run += piece.text
      continue
    }
    if (run !== '') line.push({ kind: 'text', text: run })
    run = ''
    line.push(piece)
  }
  if (run !== '') line.push({ kind: 'text', text: run })
  return line
}

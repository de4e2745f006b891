import type { MentionView } from '../../../bridge/chatViews.ts'
import type { Block, Line } from './parsed.ts'
import { type Mentions, mentionsOf, parseLine } from './parseLine.ts'

const fence = '```'
const point = /^[*-] +(?=\S)/
const numbered = /^(\d{1,3})[.)] +(?=\S)/
const quoted = /^> ?(?=\S)/

/**
 * A message's text as people write it: `*bold*`, `_italic_`, `~struck~`, code between back ticks, lists,
 * quotes. Nothing of it is ever markup: the outcome is data. Takes time in proportion to the length.
 */
export function parseText(text: string, people: readonly MentionView[] = []): readonly Block[] {
  const mentions = mentionsOf(people)
  const blocks: Block[] = []
  let at = 0
  let begin = text.indexOf(fence)
  let end = text.indexOf(fence, begin + fence.length)
  while (begin >= 0 && end >= 0) {
    const code = text.slice(begin + fence.length, end)
    if (code.trim() === '') {
      // Nothing inside: letters like others.
      begin = end
    } else {
      if (begin > at) appendLines(blocks, withoutLastBreak(text.slice(at, begin)), mentions)
      blocks.push({ kind: 'code', text: code.replace(/^\n/, '').replace(/\n$/, '') })
      at = end + fence.length
      if (text[at] === '\n') at += 1
      begin = text.indexOf(fence, at)
    }
    end = text.indexOf(fence, begin + fence.length)
  }
  if (at < text.length || blocks.length === 0) appendLines(blocks, text.slice(at), mentions)
  return blocks
}

function withoutLastBreak(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

type Kind = Exclude<Block['kind'], 'code'>

function appendLines(blocks: Block[], text: string, mentions: Mentions): void {
  let kind: Kind | undefined
  let start = 1
  let run: Line[] = []
  const end = (): void => {
    if (kind === undefined) return
    if (kind === 'numbers') blocks.push({ kind, start, items: run })
    else blocks.push(kind === 'list' ? { kind, items: run } : { kind, lines: run })
    run = []
  }
  for (const line of text.split(/\r?\n/)) {
    const [next, mark] = kindOf(line)
    const number = next === 'numbers' ? Number.parseInt(mark, 10) : 1
    const goesOn = next === kind && (next !== 'numbers' || number === start + run.length)
    if (!goesOn) {
      end()
      kind = next
      start = number
    }
    run.push(parseLine(line.slice(mark.length), mentions))
  }
  end()
}

/** What a line is, and the mark at its beginning that says so. */
function kindOf(line: string): readonly [Kind, string] {
  const found = (
    [
      ['list', point],
      ['numbers', numbered],
      ['quote', quoted],
    ] as const
  ).find(([, rule]) => rule.test(line))
  if (found === undefined) return ['lines', '']
  return [found[0], found[1].exec(line)?.[0] ?? '']
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MentionView, PersonView } from '../../../bridge/chatViews.ts'
import { emojiCount } from './emojiOnly.ts'
import { excerptOf } from './excerpt.ts'
import { type Block, type Inline, plainText } from './parsed.ts'
import { parseText } from './parseText.ts'

const bea: PersonView = { contactId: 2, name: 'Bea', nameSource: 'saved', isMe: false }
const mention: MentionView = { text: '@15550100002', person: bea }

/** Short writing of the outcome: `<b>` for bold, `[href]` for links. */
function drawn(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'code') return `{${block.text}}`
      const lines = ('lines' in block ? block.lines : block.items).map(inline).join('\n')
      const name = { lines: '', quote: '>', list: '-', numbers: '1' }[block.kind]
      return name === '' ? lines : `${name}(${lines})`
    })
    .join('|')
}

function inline(line: readonly Inline[]): string {
  return line
    .map((one) => {
      if ('inside' in one) return `<${one.kind[0]}>${inline(one.inside)}</>`
      if (one.kind === 'link') return `[${one.href}]`
      if (one.kind === 'mention') return `@${one.person.name}`
      return one.kind === 'code' ? `{${one.text}}` : one.text
    })
    .join('')
}

const read = (text: string) => drawn(parseText(text, [mention]))

describe('formatting', () => {
  it.each([
    ['*bold* and _slanted_ and ~struck~', '<b>bold</> and <i>slanted</> and <s>struck</>'],
    ['*bold _both_*', '<b>bold <i>both</></>'],
    ['(*bold*), "_x_"!', '(<b>bold</>), "<i>x</>"!'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['* not bold* and *not bold *', '-(not bold* and *not bold *)'],
    ['a * b * c', 'a * b * c'],
    ['**', '**'],
    ['*no end', '*no end'],
    ['*not\nover lines*', '*not\nover lines*'],
    ['*a _b* c_', '<b>a _b</> c_'],
    ['`*code*` too', '{*code*} too'],
    ['a `b', 'a `b'],
    ['before ```x = *1*\ny``` after', 'before |{x = *1*\ny}| after'],
    ['``````', '``````'],
    ['- one\n- two\nend', '-(one\ntwo)|end'],
    ['1. one\n2. two\n5. five', '1(one\ntwo)|1(five)'],
    ['> said\n> so\nno', '>(said\nso)|no'],
    ['> *bold*', '>(<b>bold</>)'],
    ['a\n\nb', 'a\n\nb'],
    ['hello @15550100002!', 'hello @Bea!'],
    ['@155501000021', '@155501000021'],
    ['<b>no</b> <script>', '<b>no</b> <script>'],
  ])('%j is %j', (text, outcome) => expect(read(text)).toBe(outcome))
})

describe('links', () => {
  it.each([
    ['see https://example.org/a_b_c?d=(e).', 'see [https://example.org/a_b_c?d=(e)].'],
    ['(https://example.org/x)', '([https://example.org/x])'],
    ['*https://example.org*', '<b>[https://example.org]</>'],
    ['WWW.Example.org, ok', '[https://WWW.Example.org], ok'],
    ['ada@example.org.', '[mailto:ada@example.org].'],
    ['call +49 (151) 555-01234 now', 'call [tel:+4915155501234] now'],
    ['https://مثال.إختبار/x', '[https://مثال.إختبار/x]'],
  ])('%j', (text, outcome) => expect(read(text)).toBe(outcome))

  it.each([
    ['a name before the host', 'https://bank.example@evil.example/'],
    ['letters that look like others', 'https://gооgle.example/'],
    ['a whole name in such letters', 'https://аррӏе.example/'],
    ['an invisible letter', 'https://bank.example\u200b.evil.example/'],
    ['a turned direction', 'https://evil.example/\u202Egpj.exe'],
    ['another scheme', 'javascript:alert(1) data:text/html,x file:///etc file://x'],
    ['a host that is read otherwise', 'http://0x7f.1/'],
    ['a bare domain', 'example.org'],
    ['a back slash', 'https:\\\\evil.example'],
    ['the end of a word', 'xhttps://example.org'],
    ['a bare number', '15550100002'],
  ])('never %s', (_what, text) => {
    const kinds = parseText(text).flatMap((block) =>
      'lines' in block ? block.lines.flat().map(({ kind }) => kind) : [],
    )
    expect(kinds).not.toContain('link')
  })
})

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom('*', '_', '~', '`', '```', '\n', ' ', '> ', '- ', '1. ', '@', '+1', '://'),
    fc.constantFrom(
      'https://example.org',
      'a@b.co',
      '@15550100002',
      'שלום',
      '\u202E',
      '👩‍👩‍👧',
      'x',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  ),
  { maxLength: 40 },
)
const texts = pieces.map((parts) => parts.join(''))

describe('any text', () => {
  it('keeps every letter but marks, in order', () => {
    const isMark = /[*_~`>\-\d.)\s]/
    fc.assert(
      fc.property(texts, (text) => {
        const left = plainText(parseText(text, [mention])).replaceAll(/\s/g, '')
        let at = 0
        for (const letter of text.replaceAll(/\s/g, '')) {
          if (left.startsWith(letter, at)) at += letter.length
          else if (!isMark.test(letter)) throw new Error(`lost ${JSON.stringify(letter)}`)
        }
        expect(left.slice(at)).toBe('')
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['marks', '*_~'],
    ['opened marks', ' *a _b ~c'],
    ['ticks', '`'],
    ['fences', '``` '],
    ['schemes', 'http://'],
    ['schemes with words', ' https://a@b'],
    ['mail', 'a.b-c@'],
    ['half mail', 'a'],
    ['digits', '+1 '],
    ['brackets', 'https://a.bc/((('],
    ['mentions', '@1555010000'],
    ['quotes', '> \n'],
  ])('is read in time that grows with its length: %s', (_what, unit) => {
    const time = (length: number) => {
      const text = unit.repeat(Math.ceil(length / unit.length))
      const startMs = performance.now()
      parseText(text, [mention])
      return performance.now() - startMs
    }
    time(2000)
    // 65,536 letters are the most that a message holds. A square would take minutes.
    expect(time(65_536)).toBeLessThan(1500)
  })
})

describe('emoji alone', () => {
  it.each([
    ['🌙', 1],
    ['👩‍👩‍👧 ❤️', 2],
    ['🇩🇪🇫🇷🇯🇵', 3],
    ['🌙🌙🌙🌙', 0],
    ['a🌙', 0],
    ['12', 0],
    ['©', 0],
    ['1️⃣', 1],
    ['', 0],
  ])('%s: %d', (text, count) => expect(emojiCount(text)).toBe(count))
})

describe('very long texts', () => {
  it('are cut between words, and shorter ones never', () => {
    const long = 'word '.repeat(400)
    expect(excerptOf(long)).toMatch(/word$/)
    expect(excerptOf(long).length).toBeLessThan(901)
    expect(excerptOf('word '.repeat(200))).toHaveLength(1000)
    expect(excerptOf('line\n'.repeat(40)).split('\n')).toHaveLength(18)
    expect(excerptOf('🌙'.repeat(2000))).toMatch(/^(🌙)+$/u)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, foldWithPlaces } from './folding.ts'
import { marksOf, needlesOf } from './needles.ts'
import { snippetOf } from './snippet.ts'
import { texts } from './testTexts.ts'

test.each([
  ['case and diacritics', 'Ångström ÉCOLE', 'angstrom ecole'],
  [
    'letters without a decomposition',
    'Straße Ærø Łódź ırmak İzmir',
    'strasse aero lodz irmak izmir',
  ],
  ['the last sigma', 'ΟΔΟΣ οδός', 'οδοσ οδοσ'],
  ['forms of alef, stretching, vowel marks', 'أحمد إسلام مـــحمد مُحَمَّد', 'احمد اسلام محمد محمد'],
  ['letters of Persian and Urdu', 'یک', 'يك'],
  ['Hebrew points and last letters', 'שָׁלוֹם', 'שלומ'],
  ['both syllabaries, wide and narrow', 'カタカナ ｶﾞ が', 'かたかな か か'],
  ['digits of all scripts', '٢٠٢٤ ４２ ४२ ๔๒', '2024 42 42 42'],
  ['skin tones and variants', '👍🏽 ❤️', '👍 ❤'],
  ['ligatures and numbers in circles', 'ﬁn ①', 'fin 1'],
])('%s', (_, text, folded) => {
  expect(fold(text)).toBe(folded)
})

test('marks that carry the meaning of a script stay', () => {
  expect(fold('हिन्दी')).toBe('हिन्दी')
  expect(fold('ไทยนี้')).toBe('ไทยนี้')
})

test('folding twice changes nothing, and places lead back', () => {
  fc.assert(
    fc.property(fc.oneof(texts(), fc.string({ unit: 'grapheme' })), (text) => {
      const { folded, from, to } = foldWithPlaces(text)
      expect(folded).toBe(fold(text))
      expect(from.length).toBe(folded.length)
      for (let at = 0; at < folded.length; at++) {
        expect(from[at]).toBeLessThan(to[at] ?? 0)
        expect(to[at]).toBeLessThanOrEqual(text.length)
        if (at > 0) expect(from[at]).toBeGreaterThanOrEqual(from[at - 1] ?? 0)
      }
    }),
  )
})

const marked = (text: string, wish: string) =>
  marksOf(text, needlesOf(wish))?.map(([from, to]) => text.slice(from, to))

test('words match from their beginning, all of them, in any order', () => {
  expect(marked('Good morning, Köln', 'kol GOOD')).toEqual(['Good', 'Köl'])
  expect(marked('Good morning, Köln', 'orning')).toBeUndefined()
  expect(marked('Good morning, Köln', 'good evening')).toBeUndefined()
})

test('marks stand in the text as it was written', () => {
  expect(marked('cafe\u0301 now', 'café')).toEqual(['cafe\u0301'])
  expect(marked('Straße', 'strass')).toEqual(['Straß'])
  expect(marked('👍🏽 ok', '👍')).toEqual(['👍🏽'])
})

test('scripts without spaces match anywhere', () => {
  expect(marked('私は東京都に行く', '京都')).toEqual(['京都'])
  expect(marked('私は東京都に行く', '東都')).toBeUndefined()
  expect(marked('ประเทศไทย', 'ไทย')).toEqual(['ไทย'])
  expect(marked('中', '中')).toEqual(['中'])
})

test('a wish of nothing but signs looks for nothing', () => {
  expect(needlesOf(' - … ! ')).toEqual([])
})

test('a snippet stands around the first match, and its marks in it', () => {
  const text = `${'before it all '.repeat(10)}the needle\nlies here ${'and more '.repeat(40)}`
  const found = snippetOf(text, marksOf(text, needlesOf('needle')) ?? [])
  expect(found.marks.map(([from, to]) => found.text.slice(from, to))).toEqual(['needle'])
  expect(found.text.length).toBeLessThan(170)
  expect(found.text).not.toContain('\n')
  expect(found.text.startsWith('…')).toBe(true)
  expect(found.text.endsWith('…')).toBe(true)
})

test('a snippet does not cut a character in two', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 0, max: 90 }),
      (before, after) => {
        const text = `${'😂'.repeat(before)}x needle y${'😂'.repeat(after)}`
        const { text: part } = snippetOf(text, marksOf(text, needlesOf('needle')) ?? [])
        expect(part).not.toMatch(
          /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
        )
        expect(part).toContain('needle')
      },
    ),
  )
})

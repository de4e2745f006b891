/*
 * How texts are made alike before they are compared: compatibility decomposition (UAX 15, NFKD), case,
 * diacritics, and what else people do not type the same way twice. Each code point is folded by
 * itself, so that a place in the folded text leads back to its place in the text.
 */

/** What a folded code point is to a word. */
export const SEPARATOR = 1
/** Letter or digit of a script that puts spaces between words. */
export const PLAIN = 2
/** Of a script without spaces, or an emoji: every two neighbours are a term. */
export const DENSE = 3

const MARK = /^\p{M}$/u
/** Marks of scripts that can be read without them, those around a character, and dots of Indic letters. */
const DROPPED_MARK =
  /^[\p{Me}\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Cyrillic}\p{Script=Latin}\p{Script=Greek}\u093c\u09bc\u0a3c\u0abc\u0b3c]$/u
/** Formats, selectors of a variant, skin tones, and the stroke that stretches an Arabic word. */
const DROPPED = /^[\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}\u0640]$/u
const DENSE_SYMBOL = /^[\p{Extended_Pictographic}\p{Regional_Indicator}\u30fc]$/u
const DENSE_SCRIPT =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Yi}\p{Script=Javanese}\p{Script=Balinese}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}]$/u
const WORD_CODE_POINT = /^[\p{L}\p{N}\p{M}]$/u

/** Letters that no decomposition makes alike. */
const ALIKE: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŧ: 't',
  þ: 'th',
  ς: 'σ',
  // Arabic: forms of alef, yeh and kaf; the feminine ending.
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ے: 'ي',
  ک: 'ك',
  ة: 'ه',
  ہ: 'ه',
  // Hebrew letters at the end of a word.
  ך: 'כ',
  ם: 'מ',
  ן: 'נ',
  ף: 'פ',
  ץ: 'צ',
}

/** The zero of each script's digits; its ten digits follow one another. */
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
  0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x19d0, 0x1b50, 0xa9d0,
]

const KATAKANA_FIRST = 0x30a1
const KATAKANA_LAST = 0x30f6
const TO_HIRAGANA = -0x60

/** More than any language needs. */
const MOST_KEPT = 20_000

const foldedCodePoints = new Map<number, string>()
const classes = new Uint8Array(0x10000)
const astralClasses = new Map<number, number>()

/** One code point, folded: nothing, itself, another, or several. */
export function foldCodePoint(codePoint: number): string {
  const known = foldedCodePoints.get(codePoint)
  if (known !== undefined) return known
  let folded = ''
  for (const part of String.fromCodePoint(codePoint).normalize('NFKD')) folded += foldPart(part)
  if (foldedCodePoints.size === MOST_KEPT) foldedCodePoints.clear()
  foldedCodePoints.set(codePoint, folded)
  return folded
}

function foldPart(part: string): string {
  if (DROPPED.test(part) || (MARK.test(part) && DROPPED_MARK.test(part))) return ''
  const codePoint = part.codePointAt(0) ?? 0
  const zero = ZEROS.find((first) => codePoint >= first && codePoint < first + 10)
  if (zero !== undefined) return String(codePoint - zero)
  if (codePoint >= KATAKANA_FIRST && codePoint <= KATAKANA_LAST) {
    return String.fromCodePoint(codePoint + TO_HIRAGANA)
  }
  const lower = part.toLowerCase()
  return ALIKE[lower] ?? lower
}

/** SEPARATOR, PLAIN or DENSE. */
export function classOf(codePoint: number): number {
  if (codePoint > 0xffff) {
    const known = astralClasses.get(codePoint)
    if (known !== undefined) return known
    const found = findClass(codePoint)
    if (astralClasses.size === MOST_KEPT) astralClasses.clear()
    astralClasses.set(codePoint, found)
    return found
  }
  const known = classes[codePoint]
  if (known !== undefined && known !== 0) return known
  const found = findClass(codePoint)
  classes[codePoint] = found
  return found
}

function findClass(codePoint: number): number {
  const text = String.fromCodePoint(codePoint)
  if (DENSE_SYMBOL.test(text)) return DENSE
  if (!WORD_CODE_POINT.test(text)) return SEPARATOR
  return DENSE_SCRIPT.test(text) ? DENSE : PLAIN
}

/** A text, folded. */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  let folded = ''
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) {
      folded += unit >= 0x41 && unit <= 0x5a ? String.fromCharCode(unit + 32) : text.charAt(at)
      continue
    }
    const codePoint = text.codePointAt(at) ?? unit
    if (codePoint > 0xffff) at += 1
    folded += foldCodePoint(codePoint)
  }
  return folded
}

/**
 * A text, folded, and for each of its UTF-16 units the place in the text that it came from: `from` of
 * the code point, and `to` after it and after all that was dropped behind it.
 */
export function foldWithPlaces(text: string): {
  readonly folded: string
  readonly from: readonly number[]
  readonly to: readonly number[]
} {
  let folded = ''
  const from: number[] = []
  const to: number[] = []
  let at = 0
  for (const character of text) {
    const end = at + character.length
    const part = foldCodePoint(character.codePointAt(0) ?? 0)
    if (part === '') {
      const last = to.length - 1
      const begun = from[last]
      for (let back = last; back >= 0 && from[back] === begun; back--) to[back] = end
    }
    for (let unit = 0; unit < part.length; unit++) {
      from.push(at)
      to.push(end)
    }
    folded += part
    at = end
  }
  return { folded, from, to }
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false
  return true
}

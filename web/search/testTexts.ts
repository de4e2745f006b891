import fc from 'fast-check'

/** Pieces of which texts are put together: all kinds of scripts, so that words meet again. */
const PIECES = [
  'Hello',
  'hell',
  'HELLOS',
  'Köln',
  'koln',
  'Straße',
  'strasse',
  'naïve',
  'Ærø',
  'İzmir',
  'Łódź',
  'привет',
  'ПРИВЕТ',
  'Ёлка',
  'Αθήνα',
  'ΟΔΟΣ',
  'οδός',
  'أحمد',
  'احمد',
  'مـــحمد',
  'مُحَمَّد',
  'فاطمة',
  'یک',
  'שָׁלוֹם',
  'שלום',
  '東京',
  '東京都',
  '京都',
  '中',
  'カタカナ',
  'かたかな',
  'ｶﾀｶﾅ',
  'プール',
  '한국어',
  '한국',
  'ไทย',
  'ประเทศไทย',
  'ລາວ',
  'ខ្មែរ',
  'မြန်မာ',
  'हिन्दी',
  'हिंदी',
  'தமிழ்',
  '😂',
  '👍🏽',
  '👍',
  '👨‍👩‍👧',
  '🇩🇪',
  '❤️',
  '2024',
  '٢٠٢٤',
  '４２',
  '42',
  '1️⃣',
  'a',
  'ab',
  'abc',
  'e\u0301te',
  'été',
  'x'.repeat(60),
  'x'.repeat(48),
  '𠮷野',
  '𐐷',
  'ﬁn',
]
const BREAKS = [' ', '', '-', '\n', ', ', '. ', '\u200d', '\u200b', '/', '_', '·']

/** A text of up to so many pieces. */
export const texts = (most = 8) =>
  fc
    .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(...BREAKS)), { maxLength: most })
    .map((parts) => parts.map(([piece, end]) => piece + end).join(''))

/** What somebody types: pieces, some of them begun only. */
export const wishes = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.integer({ min: 1, max: 4 }), fc.boolean()), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) =>
    parts
      .map(([piece, length, whole]) =>
        whole ? piece : Array.from(piece).slice(0, length).join(''),
      )
      .join(' '),
  )

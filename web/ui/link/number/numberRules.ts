import type { ErrorCode } from '../../../bridge/errors.ts'

/** What can be wrong with a number, by the names the engine uses. */
export type NumberError = Extract<
  ErrorCode,
  'number-required' | 'number-too-short' | 'number-leading-zero'
>

/** The least digits of a number, country calling code included. */
const leastDigits = 7

/** First code points of the runs of ten decimal digits that people write numbers with. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xff10]

/** The decimal digits of a text as 0 to 9, also those of other scripts. All else is dropped. */
export function digitsOf(text: string): string {
  return Array.from(text).map(digitOf).join('')
}

function digitOf(character: string): string {
  if (/^[0-9]$/.test(character)) return character
  const point = character.codePointAt(0) ?? 0
  const zero = zeros.find((first) => point >= first && point < first + 10)
  return zero === undefined ? '' : `${point - zero}`
}

/**
 * What keeps a number from being asked for: no digit, a leading zero, or fewer than seven digits. There
 * is no other rule; whether a number is in use only the service knows.
 *
 * @param digits country calling code and number, digits only
 */
export function numberError(digits: string): NumberError | undefined {
  if (digits === '') return 'number-required'
  if (digits.startsWith('0')) return 'number-leading-zero'
  return digits.length < leastDigits ? 'number-too-short' : undefined
}

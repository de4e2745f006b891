import { DICTIONARY_0 } from './layout.ts'
import { double, single } from './tokens/dictionary3.ts'

/** No token is longer, so longer texts need no look-up. */
export const LONGEST_TOKEN = 48

/** No token of digits, dashes and dots or of upper-case hex is longer. */
export const LONGEST_PACKABLE_TOKEN = 4

/** Each token's wire form: below 256 one byte, otherwise the two bytes of the number, high first. */
export const tokenCodes: ReadonlyMap<string, number> = collectCodes()

function collectCodes(): Map<string, number> {
  const codes = new Map<string, number>()
  single.forEach((token, index) => {
    if (index > 0) codes.set(token, index)
  })
  double.forEach((tokens, number) => {
    tokens.forEach((token, index) => codes.set(token, ((DICTIONARY_0 + number) << 8) | index))
  })
  return codes
}

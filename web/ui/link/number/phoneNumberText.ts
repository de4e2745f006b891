import {
  AsYouType,
  type CountryCode,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'
import metadata from 'libphonenumber-js/min/metadata'
import { digitsOf, type NumberError, numberError } from './numberRules.ts'

/** What a written number comes to. */
export interface ReadNumber {
  /** Country calling code and number, digits only. */
  readonly digits: string
  readonly error?: NumberError
}

/**
 * The number that a text means. With a plus sign its digits count as they stand; without one it belongs
 * to the country, and loses the zero or other prefix that is dialled only within it. The numbering plan
 * serves this alone: it refuses nothing that passes `numberError`.
 *
 * @param country absent: unknown, so the text must begin with the country calling code
 */
export function readNumber(text: string, country: CountryCode | undefined): ReadNumber {
  const digits = isInternational(text) ? internationalDigits(text) : withinCountry(text, country)
  const error = numberError(digits)
  return error === undefined ? { digits } : { digits, error }
}

/** Whether the text begins with a plus sign, whatever else stands around it. */
export function isInternational(text: string): boolean {
  return /^[^\p{Nd}]*[+\uff0b]/u.test(text)
}

/** The zero in brackets is not dialled from abroad: "+44 (0)20". */
function internationalDigits(text: string): string {
  return digitsOf(text.replace(/\(0\)/, ''))
}

function withinCountry(text: string, country: CountryCode | undefined): string {
  const digits = digitsOf(text)
  if (country === undefined || digits === '') return digits
  const parsed = parsePhoneNumberFromString(digits, country)
  if (!digits.startsWith('0')) {
    return digitsOf(parsed?.number ?? `${getCountryCallingCode(country)}${digits}`)
  }
  // A zero that the plan neither takes away nor knows (as Italy's does) is a mistake to be told.
  const zeroStays = parsed?.nationalNumber.startsWith('0') === true && !parsed.isValid()
  return parsed === undefined || zeroStays ? digits : digitsOf(parsed.number)
}

/** A text in the groups of its country, as far as it is typed. */
export function formatTyped(text: string, country: CountryCode | undefined): string {
  if (isInternational(text)) return new AsYouType().input(`+${internationalDigits(text)}`)
  return new AsYouType(country).input(digitsOf(text))
}

/** Plus sign, country calling code and groups, from the digits of a whole number. */
export function formatInternational(digits: string): string {
  return parsePhoneNumberFromString(`+${digits}`)?.formatInternational() ?? `+${digits}`
}

/**
 * The country that an international text names; the present one while it names none, or when its
 * calling code is shared and nothing says that it is another country.
 */
export function countryOf(text: string, present: CountryCode | undefined): CountryCode | undefined {
  if (!isInternational(text)) return present
  const typed = new AsYouType()
  typed.input(`+${internationalDigits(text)}`)
  const callingCode = typed.getCallingCode()
  if (callingCode === undefined) return present
  const sharing = metadata.country_calling_codes[callingCode] ?? []
  const found = typed.getCountry()
  if (found !== undefined) return found
  return present !== undefined && sharing.includes(present) ? present : (sharing[0] ?? present)
}

/** The text after another country was chosen for it: a calling code in it is exchanged. */
export function moveToCountry(text: string, country: CountryCode): string {
  if (!isInternational(text)) return formatTyped(text, country)
  const typed = new AsYouType()
  typed.input(`+${internationalDigits(text)}`)
  const rest = internationalDigits(text).slice(typed.getCallingCode()?.length ?? 0)
  return formatTyped(`+${getCountryCallingCode(country)}${rest}`, country)
}

/** The text after a change of the field, grouped if that does not disturb the hand. */
export function afterTyping(
  before: string,
  typed: string,
  caret: number | null,
  country: CountryCode | undefined,
): string {
  const grew = digitsOf(typed).length > digitsOf(before).length
  return grew && caret === typed.length ? formatTyped(typed, country) : typed
}

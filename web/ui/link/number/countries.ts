import { type CountryCode, getCountries, getCountryCallingCode } from 'libphonenumber-js/min'
import { digitsOf } from './numberRules.ts'

/** A country or region with a calling code of its own or shared. */
export interface Country {
  readonly code: CountryCode
  readonly name: string
  readonly callingCode: string
  /** Its names as they are compared in a search: folded, in each language of the person. */
  readonly keys: readonly string[]
}

/**
 * All countries of the numbering plan, sorted by name.
 *
 * @param locale the language of the names
 * @param languages what else the person may call them in
 * @param aliases further names by country, such as "UK"
 */
export function listCountries(
  locale: string,
  languages: readonly string[],
  aliases: Readonly<Partial<Record<CountryCode, string>>>,
): readonly Country[] {
  const tongues = [...new Set([locale, ...languages])].map(
    (language) => new Intl.DisplayNames([language], { type: 'region' }),
  )
  const collator = new Intl.Collator(locale)
  return getCountries()
    .map((code): Country => {
      const names = tongues.map((tongue) => tongue.of(code) ?? code)
      return {
        code,
        name: names[0] ?? code,
        callingCode: getCountryCallingCode(code),
        keys: [...names, ...(aliases[code]?.split(', ') ?? []), code].map(folded),
      }
    })
    .sort((one, other) => collator.compare(one.name, other.name))
}

/** The countries that a search finds, the best first: by calling code, or by any of their names. */
export function searchCountries(all: readonly Country[], query: string): readonly Country[] {
  const digits = digitsOf(query)
  if (digits !== '') return all.filter(({ callingCode }) => callingCode.startsWith(digits))
  const wanted = folded(query)
  if (wanted === '') return all
  return all
    .map((country) => ({ country, fit: fitOf(country, wanted) }))
    .filter(({ fit }) => fit > 0)
    .sort((one, other) => other.fit - one.fit)
    .map(({ country }) => country)
}

/** A whole name, the beginning of one, of a word in one, or letters inside a word. */
function fitOf({ keys }: Country, wanted: string): number {
  if (keys.includes(wanted)) return 4
  if (keys.some((key) => key.startsWith(wanted))) return 3
  if (keys.some((key) => key.includes(` ${wanted}`))) return 2
  return keys.some((key) => key.includes(wanted)) ? 1 : 0
}

/** Without case, accents and punctuation, so that "cote d'ivoire" finds its country. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
}

/** The country a person most likely has a number of, from the languages of the browser. */
export function likelyCountry(languages: readonly string[]): CountryCode | undefined {
  const known: readonly string[] = getCountries()
  const regions = languages.flatMap((language) => regionOf(language) ?? [])
  return regions.find((region): region is CountryCode => known.includes(region))
}

/** A language without a region counts for where most of its speakers live. */
function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().region
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

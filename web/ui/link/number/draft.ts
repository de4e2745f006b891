import type { CountryCode } from 'libphonenumber-js/min'
import type { PairCodeView } from '../../../bridge/contract.ts'
import { likelyCountry } from './countries.ts'
import { countryOf, formatInternational } from './phoneNumberText.ts'

/** What is being filled in before a code is asked for. */
export interface Draft {
  readonly country: CountryCode | undefined
  readonly text: string
  /** A code of the person's own choosing, as typed. */
  readonly custom: string
  readonly customOpen: boolean
}

/** An empty form, or the one that would have led to the code that this window finds. */
export function firstDraft(
  pairCode: PairCodeView | undefined,
  languages: readonly string[],
): Draft {
  const text = pairCode === undefined ? '' : formatInternational(pairCode.number)
  const country = countryOf(text, likelyCountry(languages))
  return { country, text, custom: '', customOpen: false }
}

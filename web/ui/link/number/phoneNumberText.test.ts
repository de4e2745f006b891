import fc from 'fast-check'
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min'
import { describe, expect, it } from 'vitest'
import {
  afterTyping,
  countryOf,
  formatInternational,
  formatTyped,
  moveToCountry,
  readNumber,
} from './phoneNumberText.ts'

describe('readNumber', () => {
  it.each([
    ['+1-555-123-4567', 'DE', '15551234567'],
    ['tel: +1 (555) 123-4567', 'DE', '15551234567'],
    ['＋１ ５５５ １２３ ４５６７', undefined, '15551234567'],
    ['+44 (0)20 7946 0018', 'US', '442079460018'],
    ['+52 1 55 1234 5678', 'US', '5215512345678'],
  ] as const)('%s counts as it stands, whatever the country', (text, country, digits) => {
    expect(readNumber(text, country)).toEqual({ digits })
  })

  it.each([
    ['0171 1234567', 'DE', '491711234567'],
    ['171 1234567', 'DE', '491711234567'],
    ['(555) 012-3456', 'US', '15550123456'],
    ['1 555 012 3456', 'US', '15550123456'],
    ['8 916 123-45-67', 'RU', '79161234567'],
    ['06 1234 5678', 'IT', '390612345678'],
    ['0049 171 1234567', 'DE', '491711234567'],
    ['011 49 171 1234567', 'US', '491711234567'],
    ['٠١٧١ ١٢٣٤٥٦٧', 'DE', '491711234567'],
    ['5550123', 'US', '15550123'],
  ] as const)('%s within %s is %s', (text, country, digits) => {
    expect(readNumber(text, country)).toEqual({ digits })
  })

  it.each([
    ['', 'US', 'number-required'],
    ['none', 'US', 'number-required'],
    ['+', undefined, 'number-required'],
    ['12345', 'US', 'number-too-short'],
    ['+1 55 12', 'US', 'number-too-short'],
    ['0123456789', 'US', 'number-leading-zero'],
    ['+0123456789', 'US', 'number-leading-zero'],
    ['0171 1234567', undefined, 'number-leading-zero'],
    ['0', 'DE', 'number-leading-zero'],
  ] as const)('%s within %s is refused: %s', (text, country, error) => {
    expect(readNumber(text, country).error).toBe(error)
  })

  const digits = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^[0-9]{6,30}$/))
    .map(([first, rest]) => `${first}${rest}`)
  const country = fc.constantFrom(...getCountries())

  it('never refuses digits that pass the rules, and changes none of them after a plus', () => {
    fc.assert(
      fc.property(digits, country, (number, within) => {
        expect(readNumber(`+${number}`, within)).toEqual({ digits: number })
        expect(readNumber(number, undefined)).toEqual({ digits: number })
        expect(readNumber(number, within).error).toBeUndefined()
      }),
    )
  })

  it('gives every national number its calling code', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9][0-9]{6,9}$/), country, (number, within) => {
        const read = readNumber(number, within).digits
        expect(read.startsWith(getCountryCallingCode(within))).toBe(true)
      }),
    )
  })
})

describe('the field', () => {
  it.each([
    ['5550123456', 'US', '(555) 012-3456'],
    ['+15550123456', undefined, '+1 555 012 3456'],
    ['+999 12 34', 'US', '+9991234'],
  ] as const)('%s within %s is grouped as %s', (text, within, shown) => {
    expect(formatTyped(text, within)).toBe(shown)
  })

  it('never changes the number by grouping it', () => {
    const text = fc.tuple(fc.constantFrom('', '+'), fc.stringMatching(/^[0-9 ()-]{0,20}$/))
    fc.assert(
      fc.property(text, fc.constantFrom(...getCountries()), ([plus, rest], within) => {
        const typed = `${plus}${rest}`
        expect(readNumber(formatTyped(typed, within), within)).toEqual(readNumber(typed, within))
      }),
    )
  })

  it('groups what is typed at the end and leaves deletions and the middle alone', () => {
    expect(afterTyping('555', '5550', 4, 'US')).toBe('(555) 0')
    expect(afterTyping('(555) 0', '(555) ', 6, 'US')).toBe('(555) ')
    expect(afterTyping('(555) 012', '(5545) 012', 4, 'US')).toBe('(5545) 012')
    expect(afterTyping('', '+1-555-123-4567', 15, 'DE')).toBe('+1 555 123 4567')
  })

  it('shows a whole number with its plus sign, also one of no known country', () => {
    expect(formatInternational('4915550123456')).toBe('+49 15550 123456')
    expect(formatInternational('9991234567')).toBe('+9991234567')
  })
})

describe('the country', () => {
  it.each([
    ['+1-555-123-4567', 'DE', 'US'],
    ['+1 555 123 4567', 'CA', 'CA'],
    ['+1 416 555 0123', 'US', 'CA'],
    ['+44', 'US', 'GB'],
    ['+7 999', 'KZ', 'RU'],
    ['+999', 'US', 'US'],
    ['555', 'DE', 'DE'],
    ['', undefined, undefined],
  ] as const)('%s typed within %s names %s', (text, present, named) => {
    expect(countryOf(text, present)).toBe(named)
  })

  it('exchanges the calling code when another one is chosen, and keeps the rest', () => {
    expect(moveToCountry('+1 555 123 4567', 'FR')).toBe('+33 5551234567')
    expect(readNumber(moveToCountry('171 1234567', 'GB'), 'GB').digits).toBe('441711234567')
    expect(moveToCountry('', 'FR')).toBe('')
  })
})

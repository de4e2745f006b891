import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatPhoneNumber } from './phoneNumber.ts'
import { phonePlatformWords } from './phonePlatform.ts'

it.each([
  ['15550123456', '+1 555 012 3456'],
  ['445550123456', '+44 555 012 3456'],
  ['35555501234', '+355 555 012 34'],
  ['1555', '+1 555'],
  ['1', '+1'],
])('%s reads %s', (digits, text) => {
  expect(formatPhoneNumber(digits)).toBe(text)
})

it('keeps every digit in order and leaves none alone at the end', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9][0-9]{6,14}$/), (digits) => {
      const text = formatPhoneNumber(digits)
      expect(text.replaceAll(/[ +]/g, '')).toBe(digits)
      expect(text).toMatch(/^\+\d{1,3}( \d{2,4})+$/)
    }),
  )
})

it.each([
  ['android', 'Android phone'],
  ['IOS', 'iPhone'],
  ['smbi', 'iPhone with the business app'],
  ['kaios', 'Phone (kaios)'],
])('the platform %s reads %s', (platform, text) => {
  expect(phonePlatformWords(platform)).toBe(text)
})

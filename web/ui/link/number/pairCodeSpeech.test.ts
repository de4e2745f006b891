import { expect, it } from 'vitest'
import type { PairCodeView } from '../../../bridge/contract.ts'
import { speechOf } from './pairCodeSpeech.ts'

const number = '15550123456'
const showing = (code: string): PairCodeView => ({
  at: 'showing',
  number,
  code,
  custom: false,
  remainingMs: 9000,
  lifeMs: 180_000,
  rate: 1,
})

it('spells a code, tells that it has changed, and speaks no phone number', () => {
  const first = speechOf(showing('K7QX4MTZ'), undefined)
  expect(first).toBe('Your code is: K, 7, Q, X; 4, M, T, Z. It is valid for 3 minutes.')
  expect(speechOf(showing('K7QX4MTZ'), 'K7QX4MTZ')).toBe(first)
  expect(speechOf(showing('23456789'), 'K7QX4MTZ')).toBe(
    'The code has changed. It is now: 2, 3, 4, 5; 6, 7, 8, 9.',
  )
  expect(speechOf({ at: 'requesting', number }, undefined)).toBe('Making a code.')
  expect(speechOf({ at: 'requesting', number }, 'K7QX4MTZ')).toBe('')
  expect(`${first}${speechOf({ at: 'finishing', number }, 'K7QX4MTZ')}`).not.toContain('1555')
})

it('leaves failures to their alert, and is silent without a code', () => {
  const error = { code: 'code-expired', remedy: 'now' } as const
  expect(speechOf({ at: 'failed', number, error }, 'K7QX4MTZ')).toBe('')
  expect(speechOf(undefined, undefined)).toBe('')
})

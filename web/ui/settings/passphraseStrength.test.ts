import { describe, expect, it } from 'vitest'
import { problemOf } from './NewPassphrase.tsx'
import { lengthOf, passphraseStrength } from './passphraseStrength.ts'

describe('the strength of a passphrase', () => {
  it.each([
    ['', 'short'],
    ['abc1234', 'short'],
    ['aaaaaaaaaaaaaaaa', 'weak'],
    ['1234567890123', 'weak'],
    ['Password2024', 'weak'],
    ['qwertyqwerty', 'weak'],
    ['rivermoss9', 'fair'],
    ['Tr4mway-oK', 'fair'],
    ['copper lantern under seven hills', 'strong'],
    ['عاصفة فوق الميناء القديم', 'strong'],
  ])('%s is %s', (text, strength) => expect(passphraseStrength(text)).toBe(strength))

  it('never falls when a character that follows from nothing is added', () => {
    const order = ['short', 'weak', 'fair', 'strong']
    let before = 0
    let text = ''
    for (const letter of 'xq7Vm2!kPz9#Lw4') {
      text += letter
      const now = order.indexOf(passphraseStrength(text))
      expect(now).toBeGreaterThanOrEqual(before)
      before = now
    }
    expect(before).toBe(3)
  })
})

describe('a passphrase typed twice', () => {
  it('is counted in characters, not in halves of them or in ways to write them', () => {
    expect(lengthOf('🌙🌙🌙🌙')).toBe(4)
    expect(lengthOf('e\u0301'.repeat(4))).toBe(4)
    expect(problemOf({ fresh: '🌙🌙🌙🌙', again: '🌙🌙🌙🌙' })).toBe('tooShort')
  })

  it('must be long enough first, and then the same', () => {
    expect(problemOf({ fresh: 'short', again: '' })).toBe('tooShort')
    expect(problemOf({ fresh: 'long enough', again: 'long enouhg' })).toBe('different')
    expect(problemOf({ fresh: 'long enough', again: 'long enough' })).toBeUndefined()
  })
})

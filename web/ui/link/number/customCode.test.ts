import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupsOf, readCustomCode, spelled } from './customCode.ts'

/** As the protocol writes it (chapter on linking: pair codes). */
const alphabet = '123456789ABCDEFGHJKLMNPQRSTVWXYZ'

describe('readCustomCode', () => {
  it('takes any eight characters of the alphabet, in either case, with dash and spaces', () => {
    const code = fc.array(fc.constantFrom(...alphabet.split('')), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(code, fc.boolean(), (characters, lower) => {
        const whole = characters.join('')
        const typed = ` ${whole.slice(0, 4)}-${whole.slice(4)}`
        expect(readCustomCode(lower ? typed.toLowerCase() : typed)).toEqual({
          code: whole,
          count: 8,
          complete: true,
        })
      }),
    )
  })

  it('names the first character that no code has', () => {
    expect(readCustomCode('MYCODE12')).toMatchObject({ strange: 'O', complete: false })
    for (const strange of '0IOU?ßÄ') {
      if (strange === 'ß') continue
      expect(readCustomCode(`AB${strange}`).strange).toBe(strange)
    }
    expect(readCustomCode('ß').complete).toBe(false)
  })

  it('counts too few and too many', () => {
    expect(readCustomCode('ABC')).toEqual({ code: 'ABC', count: 3, complete: false })
    expect(readCustomCode('ABCD12345')).toMatchObject({ count: 9, complete: false })
    expect(readCustomCode('')).toEqual({ code: '', count: 0, complete: false })
  })
})

describe('a code', () => {
  it('is shown in two groups and spelled one character after the other', () => {
    expect(groupsOf('K7QX4MTZ')).toEqual(['K7QX', '4MTZ'])
    expect(spelled('K7QX4MTZ')).toBe('K, 7, Q, X; 4, M, T, Z')
  })
})

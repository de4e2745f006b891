import { expect, it } from 'vitest'
import { CODE_CHARACTERS, readTyped } from './typedCode.ts'

it.each([
  ['abcd-1234', 'ABCD1234', false],
  [' AB CD\n12–34 ', 'ABCD1234', false],
  ['ABCD12345678', 'ABCD1234', false],
  ['AO0I', 'A', true],
  ['ü1', '1', true],
  ['', '', false],
])('%j', (text, code, hadForeign) => {
  expect(readTyped(text)).toEqual({ code, hadForeign })
})

it('knows 32 characters', () => {
  expect(new Set(CODE_CHARACTERS).size).toBe(32)
  expect(CODE_CHARACTERS).not.toMatch(/[0IOU]/)
})

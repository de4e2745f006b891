import { describe, expect, it } from 'vitest'
import { enterIsSend } from './sendKey.ts'

const plain = { shiftKey: false, ctrlKey: false, metaKey: false }

describe('Enter', () => {
  it('sends where it is set to, and with Shift begins a line', () => {
    expect(enterIsSend(plain, true)).toBe(true)
    expect(enterIsSend({ ...plain, shiftKey: true }, true)).toBe(false)
  })

  it('begins a line where it is not set to send, and sends with Control or Command', () => {
    expect(enterIsSend(plain, false)).toBe(false)
    expect(enterIsSend({ ...plain, shiftKey: true }, false)).toBe(false)
    expect(enterIsSend({ ...plain, ctrlKey: true }, false)).toBe(true)
    expect(enterIsSend({ ...plain, metaKey: true }, false)).toBe(true)
  })
})

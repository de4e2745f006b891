import { describe, expect, it } from 'vitest'
import { LAST_MS, storableMs } from './messageTime.ts'

describe('the time of a message', () => {
  it('is what was told, in whole milliseconds', () => {
    expect(storableMs(1_700_000_000_123.9)).toBe(1_700_000_000_123)
    expect(storableMs(0)).toBe(0)
  })

  it('never leaves what a key can have', () => {
    expect(storableMs(9e15 * 1000)).toBe(LAST_MS)
    expect(storableMs(Infinity)).toBe(LAST_MS)
    expect(storableMs(-5)).toBe(0)
    expect(storableMs(Number.NaN)).toBe(0)
    expect(new Date(LAST_MS).toISOString()).toBe('9999-12-31T23:59:59.999Z')
  })
})

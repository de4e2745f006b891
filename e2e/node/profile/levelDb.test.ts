import { describe, expect, it } from 'vitest'
import { isTable, logParts, tableParts } from '../../profile/levelDb.ts'
import vectors from '../../profile/vectors/chromium-leveldb.json'
import { writeLog } from './writeLog.ts'

const table = Buffer.from(vectors.table, 'base64')
const log = Buffer.from(vectors.log, 'base64')
const wide = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe('a LevelDB table that Chromium wrote', () => {
  it('holds texts that a plain search does not see', () => {
    expect(isTable(table)).toBe(true)
    expect(table.includes('control-text')).toBe(false)
    expect(table.includes(wide('control-key-one-and-two'))).toBe(false)
    const parts = tableParts(table)
    const blocks = Buffer.concat(
      parts.filter(({ layer }) => layer === 'table block').map(({ bytes }) => bytes),
    )
    expect(blocks.includes('once: control-text-one')).toBe(true)
    expect(blocks.includes('once more: control-text-one')).toBe(true)
    const keys = parts.filter(({ layer }) => layer === 'table keys')
    expect(keys.some(({ bytes }) => bytes.includes(wide('control-key-one-and-two')))).toBe(true)
  })

  it('that is broken is an error, not an empty answer', () => {
    const noIndex = Buffer.from(table)
    noIndex.fill(0xff, table.length - 48, table.length - 8)
    expect(() => tableParts(noIndex)).toThrow(RangeError)
    const brokenBlock = Buffer.from(table)
    brokenBlock.fill(0xff, 0, 8)
    expect(() => tableParts(brokenBlock)).toThrow(RangeError)
  })
})

describe('a LevelDB log', () => {
  it('that Chromium wrote gives its records', () => {
    const records = logParts(log)
    expect(records.length).toBeGreaterThan(5)
    const holding = records.filter(({ bytes }) => bytes.includes('in the log: control-text-log'))
    expect(holding).toHaveLength(1)
    expect(isTable(log)).toBe(false)
  })

  it('gives records whole that were cut at the blocks', () => {
    const records = [10, 32761, 5, 32755, 32760, 100_000, 0, 1].map((size, at) =>
      Buffer.alloc(size, at + 65),
    )
    expect(logParts(writeLog(records)).map(({ bytes }) => bytes)).toEqual(records)
  })

  it('that ends in the middle of a record gives its beginning', () => {
    const whole = writeLog([Buffer.from('first'), Buffer.alloc(40_000, 'x')])
    const parts = logParts(whole.subarray(0, 33_000))
    expect(parts.map(({ bytes }) => bytes.length)).toEqual([5, 33_000 - 12 - 14])
    expect(parts.map(({ offset }) => offset)).toEqual([0, 12])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareKeys } from '../../storage/readRows.ts'
import type { MessageRow } from '../../storage/talkRows.ts'
import { decodeDirectory, encodeDirectory, factsOf } from './directory.ts'
import { fingerprint, soughtPrints } from './fingerprint.ts'
import { decodePage, encodePage, type Entry } from './pageCodec.ts'

const bytes = fc.uint8Array({ maxLength: 40 })
const place = fc.nat({ max: 2 ** 41 })

const row: fc.Arbitrary<MessageRow> = fc.record(
  {
    id: fc.string({ unit: 'binary', maxLength: 12 }),
    author: fc.oneof(fc.constantFrom('me' as const, 'system' as const), fc.nat()),
    rev: fc.nat(),
    senderJid: fc.constantFrom('15550001111@s.whatsapp.net', '90000001@lid'),
    bytes,
    edit: fc.record({ bytes, atMs: place }),
    secret: bytes,
    starred: fc.boolean(),
    deleted: fc.constantFrom('me' as const, 'sender' as const),
    reactions: fc.array(fc.record({ author: fc.nat(), emoji: fc.string(), atMs: place }), {
      maxLength: 2,
    }),
  },
  { requiredKeys: ['id', 'author', 'rev'] },
)

const page: fc.Arbitrary<Entry[]> = fc
  .uniqueArray(fc.tuple(place, place), { maxLength: 20, selector: String })
  .chain((places) =>
    fc.tuple(...places.map((at) => row.map((one): Entry => ({ key: [5, ...at], row: one })))),
  )
  .map((entries) => entries.toSorted((one, other) => compareKeys(one.key, other.key)))

describe('a page', () => {
  it('gives back what was put into it', () => {
    fc.assert(
      fc.property(page, (entries) => {
        expect(decodePage(5, encodePage(entries))).toEqual(entries)
      }),
    )
  })

  it('of times and orders at the end of what a key can have is no damage', () => {
    const most = Number.MAX_SAFE_INTEGER
    const entries: Entry[] = [
      { key: [5, 1, most], row: { id: 'A', author: 'me', rev: 1 } },
      { key: [5, most, most], row: { id: 'B', author: 'me', rev: 1 } },
    ]
    expect(decodePage(5, encodePage(entries))).toEqual(entries)
  })

  it('that was cut, or has more than it says, is damaged', () => {
    const whole = encodePage([
      { key: [5, 1, 1], row: { id: 'A', author: 'me', rev: 1, bytes: new Uint8Array(9) } },
    ])
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodePage(5, whole.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'damaged' }),
      )
    }
    expect(() => decodePage(5, Uint8Array.of(...whole, 0))).toThrow('page')
    expect(() => decodePage(5, Uint8Array.of(0, 0, 0, 2, 91, 93))).toThrow('page')
  })
})

describe('a record of the directory', () => {
  it('gives back what was put into it, and is damaged when it was cut', () => {
    const entries: Entry[] = [
      { key: [5, 7, 2], row: { id: 'gone', author: 'me', rev: 0, deleted: 'me' } },
      { key: [5, 9, 3], row: { id: 'A', author: 3, rev: 1 } },
      { key: [5, 9, 4], row: { id: '', author: 'system', rev: 1 } },
    ]
    const facts = factsOf([5, 0, 0], entries, 1234, [1, 2])
    expect(facts).toMatchObject({ count: 2, gone: 1, bytes: 1234, oldestMs: 9 })
    expect(facts.prints).toHaveLength(2)
    const empty = factsOf([5, 10, 0], [], 9, [1, 2])
    const record = { key: [5, 0, 0], pages: [facts, empty] } as const
    const whole = encodeDirectory(record)
    expect(decodeDirectory([5, 0, 0], whole)).toEqual(record)
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeDirectory([5, 0, 0], whole.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'damaged' }),
      )
    }
  })
})

describe('fingerprints', () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => `3EB0${at.toString(16)}`)

  it('are spread, and others in every account', () => {
    const prints = ids.map((id) => fingerprint(id, [1, 2]))
    expect(new Set(prints).size).toBeGreaterThan(ids.length - 5)
    expect(new Set(prints.map((print) => print >>> 24)).size).toBe(256)
    expect(fingerprint('A', [1, 2])).not.toBe(fingerprint('A', [2, 2]))
    expect(fingerprint('A', [1, 2])).not.toBe(fingerprint('A', [1, 3]))
  })

  it('are found among those that are sought, and no others', () => {
    const prints = ids.map((id) => fingerprint(id, [1, 2]))
    for (const count of [1, 500]) {
      const some = prints.slice(0, count)
      const sought = soughtPrints(some)
      expect(prints.filter((print) => sought.has(print))).toEqual(some)
    }
  })
})

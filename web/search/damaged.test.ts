import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createByteReader, readSigned, readVarint } from './byteReader.ts'
import { createByteWriter } from './byteWriter.ts'
import { dropDocs } from './dropDocs.ts'
import { createMemoryIndex } from './memoryIndex.ts'
import { mergeSegments } from './mergeSegments.ts'
import { NO_PAUSE } from './pace.ts'
import { createDocReader, findDocs } from './querySegment.ts'
import { SearchError } from './searchError.ts'
import { createTermTable, hashOf, type TermTable } from './termTable.ts'
import { blocksOfImage, runAll, segmentOf } from './testSegments.ts'

function someBlocks() {
  const memory = createMemoryIndex(50, 7)
  for (let at = 0; at < 50; at++)
    memory.add([1, 9000 + at * 7, at + 1], ['\u0001ame'], `w${at} all 東京`)
  const image = runAll(memory.write())
  return image === undefined ? new Map<number, Uint8Array>() : blocksOfImage(image)
}

test('bytes that are not a segment are told as such, never read past their end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (which, at, bits) => {
        const blocks = someBlocks()
        const all = [...blocks.entries()]
        const [block, bytes] = all[which % all.length] ?? [0, new Uint8Array(0)]
        const broken = bytes.slice(0, at % 5 === 0 ? at % bytes.length : bytes.length)
        if (broken.length > 0) broken[at % broken.length] = (broken[at % broken.length] ?? 0) ^ bits
        blocks.set(block, broken)
        try {
          const segment = segmentOf(blocks)
          await findDocs(
            segment,
            [[{ text: 'w', whole: false }], [{ text: 'all', whole: true }]],
            NO_PAUSE,
          )
          await createDocReader(segment).firstAfter([1, 9100, 0])
          await dropDocs(segment, [[1, 9007, 2]], NO_PAUSE)
          await mergeSegments([segment, segmentOf(someBlocks())], NO_PAUSE)
        } catch (cause) {
          expect(cause).toBeInstanceOf(SearchError)
        }
      },
    ),
    { numRuns: 100 },
  )
}, 60_000)

test('numbers come back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.maxSafeNat()),
      fc.array(fc.integer({ min: -(2 ** 45), max: 2 ** 45 })),
      (plain, signed) => {
        const writer = createByteWriter(1)
        for (const value of plain) writer.varint(value)
        for (const value of signed) writer.signed(value)
        const reader = createByteReader(writer.take())
        expect(plain.map(() => readVarint(reader))).toEqual(plain)
        expect(signed.map(() => readSigned(reader))).toEqual(signed.map((value) => value + 0))
      },
    ),
  )
})

/** UTF-8 of a term. */
function bytesOf(table: TermTable, id: number): Uint8Array {
  const into = new Uint8Array(1000)
  return into.slice(0, table.bytes(id, into))
}

test('terms have one number each, and stand in the order of their bytes', () => {
  const hex = (bytes: Uint8Array) =>
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), { maxLength: 60 }),
      (terms) => {
        const table = createTermTable(7)
        const ids = terms.map((term) => table.take(`(${term})`, 1, term.length + 1))
        expect(new Set(ids).size).toBe(new Set(terms).size)
        expect(terms.map((term) => table.find(term))).toEqual(ids)
        const sorted = [...table.inOrder()].flatMap((group) => [...group])
        const bytes = [...new Set(terms)]
          .map((term) => hex(new TextEncoder().encode(term)))
          .toSorted()
        expect(sorted.map((id) => hex(bytesOf(table, id)))).toEqual(bytes)
      },
    ),
    { numRuns: 30 },
  )
}, 60_000)

test('a table of many terms finds each of them', () => {
  const table = createTermTable(7)
  const terms = Array.from({ length: 40_000 }, (_, at) => `term${at}`)
  const ids = terms.map((term) => table.take(term, 0, term.length))
  expect(ids).toEqual(terms.map((_, at) => at))
  expect(terms.every((term, at) => table.find(term) === at)).toBe(true)
  expect(table.find('term')).toBe(-1)
  expect(table.beginsWith(39_999, 'term39')).toBe(true)
})

test('words that were made to fall together do not where the seed is another', () => {
  const slotOf = (seed: number, word: string) => hashOf(seed, word, 0, word.length) & 0x3ff
  const made: string[] = []
  for (let at = 0; made.length < 60; at++) if (slotOf(1, `w${at}`) === 5) made.push(`w${at}`)
  for (const seed of [2, 3, 0x8000_0001]) {
    expect(new Set(made.map((word) => slotOf(seed, word))).size).toBeGreaterThan(40)
  }
})

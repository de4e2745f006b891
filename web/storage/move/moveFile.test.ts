import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes } from '../../crypto/bytes.ts'
import { createMoveFile, MOVE_HEADER_LENGTH, type MovedRecord, openMoveFile } from './moveFile.ts'

const { subtle } = crypto
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const ROUNDS = 10

const facts = {
  vaultKey: new Uint8Array(32).fill(7),
  service: 'sandbox',
  root: new Uint8Array(32).fill(1),
  schemaVersion: 4,
  commits: 12,
  signedPreKeyId: 3,
  releasedMs: 1_000,
}

const record = (key: number, size = 40): MovedRecord => ({
  store: 'chats',
  key,
  v: 1,
  iv: randomBytes(12),
  ct: randomBytes(size),
  rev: key + 1,
})

async function fileOf(pieces: readonly (readonly MovedRecord[])[], passphrase = 'a long one') {
  const writer = await createMoveFile(passphrase, ROUNDS, { subtle, randomBytes })
  const parts = [writer.header]
  for (const records of pieces) parts.push(await writer.piece(records))
  parts.push(await writer.trailer(facts))
  return { parts, whole: concatBytes(...parts) }
}

const bytesOf = (whole: Uint8Array) => ({
  size: whole.length,
  read: async (from: number, to: number) => whole.slice(from, to),
})

async function allOf(whole: Uint8Array, passphrase = 'a long one') {
  const opened = await openMoveFile(bytesOf(whole), passphrase, subtle)
  const records: MovedRecord[] = []
  for await (const piece of opened.records()) records.push(...piece)
  return { trailer: opened.trailer, records }
}

describe('the file of a move', () => {
  it('gives back every record as it was, and what its end tells', async () => {
    const records = [record(1), record(2), record(3)]
    const { whole } = await fileOf([records.slice(0, 2), [], records.slice(2)])
    const { trailer, records: found } = await allOf(whole)
    expect(found).toEqual(records)
    expect(trailer).toEqual({ ...facts, pieces: 3, records: 3 })
  })

  it('tells a passphrase that is written in another way apart from a wrong one', async () => {
    const { whole } = await fileOf([[record(1)]], 'Cafe\u0301 au lait')
    await expect(allOf(whole, 'Caf\u00e9 au lait')).resolves.toBeDefined()
    await expect(allOf(whole, 'Cafe au lait')).rejects.toMatchObject({ code: 'wrong-passphrase' })
  })

  it('is noise without its end', async () => {
    const { parts } = await fileOf([[record(1)], [record(2)]])
    for (let kept = 1; kept < parts.length; kept++) {
      const cut = concatBytes(...parts.slice(0, kept))
      await expect(allOf(cut)).rejects.toMatchObject({ code: 'not-released' })
    }
  })

  it('names what is no such file, and one of a newer version', async () => {
    const { whole } = await fileOf([])
    await expect(allOf(randomBytes(200))).rejects.toMatchObject({ code: 'not-a-file' })
    await expect(allOf(new Uint8Array())).rejects.toMatchObject({ code: 'not-a-file' })
    const newer = whole.slice()
    newer[9] = 2
    await expect(allOf(newer)).rejects.toMatchObject({ code: 'newer' })
  })

  it('refuses pieces in another order, twice, left out, or of another file', async () => {
    const { parts } = await fileOf([[record(1)], [record(2)]])
    const other = await fileOf([[record(3)], [record(4)]])
    const [header, one, two, end] = parts as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    const foreign = other.parts[2] ?? two
    for (const pieces of [[two, one], [one, one, two], [two], [one], [one, foreign]]) {
      await expect(allOf(concatBytes(header, ...pieces, end))).rejects.toMatchObject({
        code: 'damaged',
      })
    }
  })

  it('refuses a file in which any bit is another one', async () => {
    const { whole } = await fileOf([[record(1)], [record(2, 300)]])
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async (bit) => {
        const changed = whole.slice()
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        await expect(allOf(changed)).rejects.toThrow()
      }),
      { numRuns: 200 },
    )
  }, 30_000)

  it('shows nothing of the vault key or of what it seals', async () => {
    const { whole } = await fileOf([[record(1)]])
    const text = Buffer.from(whole).toString('latin1')
    for (const word of ['chats', 'sandbox', '\u0007'.repeat(16)]) {
      expect(text.indexOf(word, MOVE_HEADER_LENGTH)).toBe(-1)
    }
  })
})

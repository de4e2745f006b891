import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { toHex, utf8Decode, utf8Encode } from '../../crypto/bytes.ts'
import { decodePreKeyMessage } from '../../signal/preKeyMessage.ts'
import { SignalError } from '../../signal/signalError.ts'
import { decodeSignalMessage } from '../../signal/signalMessage.ts'
import type { OutboxRow } from '../../storage/talkRows.ts'
import { seededRandom } from '../../platform/fakes.ts'
import { fuse, makeParty, type Party } from './testParty.ts'

vi.setConfig({ testTimeout: 300_000 })

/** One life of both programs: who writes how much, and after how many steps each is killed. */
interface Life {
  readonly byAnn: number
  readonly byBen: number
  readonly annEnds: number
  readonly benEnds: number
}

const life = fc.record<Life>({
  byAnn: fc.integer({ min: 0, max: 3 }),
  byBen: fc.integer({ min: 0, max: 3 }),
  annEnds: fc.integer({ min: 1, max: 20 }),
  benEnds: fc.integer({ min: 1, max: 20 }),
})

/** What is on its way. Only what was stored before is ever there. */
interface Wire {
  readonly letters: OutboxRow[]
  readonly seen: Map<string, string>
}

/** Stores a message with the step of the session that it took, and puts it on the wire after that. */
async function write(from: Party, to: Party, wire: Wire, number: number): Promise<void> {
  const { work, cipher } = { work: from.work(), cipher: from.cipher() }
  const [missing] = await cipher.withoutSession(work.reader, [to.jid])
  if (missing !== undefined) {
    await work.run((unit) => cipher.startSession(unit, to.jid, to.bundle()))
  }
  const text = `${from.jid} ${number}`
  const row = await work.run(async (unit) => {
    if ((await unit.get('outbox', number)) !== undefined) return undefined
    const sealed = await cipher.encrypt(unit, to.jid, utf8Encode(text))
    if (sealed === undefined) throw new Error('no session')
    const made: OutboxRow = { id: text, stanza: sealed.bytes, createdMs: 0, plan: sealed.type }
    unit.put('outbox', number, made)
    return made
  })
  if (row !== undefined) wire.letters.push(row)
}

/** Reads everything that is on the wire; what was read is stored with the step of the session. */
async function read(at: Party, from: Party, wire: Wire): Promise<void> {
  const { work, cipher } = { work: at.work(), cipher: at.cipher() }
  for (const { stanza, plan } of wire.letters) {
    if (stanza === undefined) continue
    await work
      .run(async (unit) => {
        const type = plan === 'msg' ? 'msg' : 'pkmsg'
        const { plaintext } = await cipher.decrypt(unit, from.jid, type, stanza)
        const key = await at.store().addressKey(utf8Decode(plaintext))
        const before = (await unit.get('sent', key))?.atMs ?? 0
        unit.put('sent', key, { atMs: before + 1, bytes: plaintext })
      })
      .catch((cause: unknown) => {
        if (!(cause instanceof SignalError) || cause.code !== 'duplicate') throw cause
      })
  }
}

/** No two messages under one key: a ratchet key and a number name it. */
function noteKeys(wire: Wire): void {
  for (const { stanza, plan } of wire.letters) {
    if (stanza === undefined) continue
    const inner = plan === 'msg' ? stanza : decodePreKeyMessage(stanza).message
    const { ratchetKey, counter } = decodeSignalMessage(inner)
    const name = `${toHex(ratchetKey)} ${counter}`
    expect(wire.seen.get(name) ?? toHex(inner)).toBe(toHex(inner))
    wire.seen.set(name, toHex(inner))
  }
}

describe('two programs that are killed between any two steps', () => {
  it('use no message key twice, and read every message once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 6 }), async (lives) => {
        const ann = await makeParty('15550001111:3@s.whatsapp.net', seededRandom(1))
        const ben = await makeParty('15550002222@s.whatsapp.net', seededRandom(2))
        const toBen: Wire = { letters: [], seen: new Map() }
        const toAnn: Wire = { letters: [], seen: new Map() }
        let written = 0
        const calm = { byAnn: 1, byBen: 1, annEnds: 1e6, benEnds: 1e6 }
        for (const { byAnn, byBen, annEnds, benEnds } of [...lives, calm, calm]) {
          const [annFuse, benFuse] = [fuse(annEnds), fuse(benEnds)]
          await ann.restart(annFuse)
          await ben.restart(benFuse)
          // What is stored goes out again, byte for byte.
          for (const [party, wire] of [
            [ann, toBen],
            [ben, toAnn],
          ] as const) {
            for (const { row } of await party.store().getAll('outbox')) wire.letters.push(row)
          }
          const first = written
          written += Math.max(byAnn, byBen)
          const annLives = async () => {
            for (let n = 0; n < byAnn; n++) await write(ann, ben, toBen, first + n)
            await read(ann, ben, toAnn)
          }
          const benLives = async () => {
            await read(ben, ann, toBen)
            for (let n = 0; n < byBen; n++) await write(ben, ann, toAnn, first + n)
          }
          await Promise.race([annLives(), annFuse.burnt])
          await Promise.race([benLives(), benFuse.burnt])
          noteKeys(toBen)
          noteKeys(toAnn)
        }
        await ann.restart()
        await read(ann, ben, toAnn)
        for (const [sender, reader] of [
          [ann, ben],
          [ben, ann],
        ] as const) {
          const sent = await sender.store().getAll('outbox')
          const got = (await reader.store().getAll('sent')).map(({ row }) => ({
            text: utf8Decode(row.bytes ?? new Uint8Array()),
            times: row.atMs,
          }))
          const wanted = sent.map(({ row }) => ({ text: row.id, times: 1 }))
          const byText = (a: { text: string }, b: { text: string }) => (a.text < b.text ? -1 : 1)
          expect(got.toSorted(byText)).toEqual(wanted.toSorted(byText))
        }
        ann.store().close()
        ben.store().close()
      }),
      { numRuns: 25 },
    )
  })
})

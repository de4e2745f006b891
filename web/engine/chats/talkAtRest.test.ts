import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { patternsOf } from '../../../e2e/profile/encodings.ts'
import { dumpDatabase } from '../../storage/rawDatabase.ts'
import { databaseName } from '../../storage/schema.ts'
import { makeJid } from '../../wire/jid.ts'
import { openFakeTalk, textBytes } from '../../../e2e/node/fakeTalk.ts'

const digits = () => `1555${String(randomBytes(4).readUInt32BE()).padStart(10, '0')}`
const word = () => randomBytes(8).toString('hex')

it('of a conversation nothing can be read in the database, neither in rows nor in keys', async () => {
  const { work, book, log, idb } = await openFakeTalk()
  const markers = {
    number: digits(),
    lid: digits(),
    text: word(),
    id: word(),
    name: word(),
    group: digits(),
  }
  const pn = makeJid(markers.number, 's.whatsapp.net')
  const lid = makeJid(markers.lid, 'lid')
  const group = makeJid(markers.group, 'g.us')
  await work.run(async (unit) => {
    const ref = await book.chatOf(unit, lid, pn)
    const author = await book.contactOf(unit, pn)
    await book.name(unit, author, 'saved', markers.name)
    const bytes = textBytes(markers.text)
    const message = { id: markers.id, author, atMs: 1, bytes, senderJid: pn, expiresAtMs: 9 }
    const key = await log.append(unit, ref, { ...message, starred: true })
    unit.put('drafts', ref.chatId, { text: markers.text, atMs: 1 })
    unit.put('receipts', key, { people: [{ contactId: author, readMs: 5 }] })
    const { chatId } = await book.chatOf(unit, group)
    await book.changeChat(unit, chatId, (row) => ({ ...row, subject: markers.name }))
    const members = [{ contactId: author, jid: pn, role: 'member' as const }]
    await book.changeGroup(unit, chatId, () => ({ jid: group, addressing: 'pn', members }))
    await log.remove(unit, key)
    await log.append(unit, ref, message)
  })
  const parts: Buffer[] = []
  const add = (value: unknown): void => {
    if (value instanceof Uint8Array) parts.push(Buffer.from(value))
    else if (typeof value === 'object' && value !== null && !(value instanceof CryptoKey)) {
      for (const [field, item] of Object.entries(value)) {
        add(field)
        add(item)
      }
    } else if (!(value instanceof CryptoKey)) parts.push(Buffer.from(String(value)))
  }
  for (const { store, key, value } of await dumpDatabase(idb, databaseName('test'))) {
    add([store, key, value])
  }
  const atRest = Buffer.concat(parts)
  expect(atRest.length).toBeGreaterThan(2_000)
  const found = Object.entries(markers).flatMap(([field, marker]) =>
    patternsOf(marker).flatMap(({ bytes, encoding }) =>
      atRest.includes(bytes) ? [`${field} as ${encoding}`] : [],
    ),
  )
  expect(found).toEqual([])
})

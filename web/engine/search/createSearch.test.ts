import { describe, expect, test } from 'vitest'
import { textBytes } from '../../../e2e/node/fakeTalk.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import { openSearchTalk } from '../../../e2e/node/searchTalk.ts'
import { parseJid } from '../../wire/jid.ts'
import { storedTerms } from './testTerms.ts'

/** An engine starts over several times, and minutes go by. */
const PATIENCE_MS = 60_000

const texts = (hits: readonly { snippet: string }[]) => hits.map(({ snippet }) => snippet)

describe('a search', () => {
  test('finds what was just written, newest first, in parts', async () => {
    const talk = await openSearchTalk()
    const { ref } = await talk.chat(1001)
    for (let at = 0; at < 7; at++) await talk.say(ref, `apple ${at}`, { atMs: 1000 + at })
    await talk.say(ref, 'pear', { atMs: 2000 })
    const wanted = [6, 5, 4, 3, 2, 1, 0].map((at) => `apple ${at}`)
    expect(texts(await talk.find('app'))).toEqual(wanted)
    expect(texts(await talk.find('app', 2))).toEqual(wanted)
    await talk.rest()
    expect(texts(await talk.find('app', 2))).toEqual(wanted)
    expect((await talk.find('app'))[0]).toMatchObject({
      atMs: 1006,
      kind: 'text',
      marks: [[0, 3]],
      author: { isMe: true },
    })
  })

  test('is limited by chat, sender, time and kind, also without a word', async () => {
    const talk = await openSearchTalk()
    const one = await talk.chat(1001)
    const two = await talk.chat(1002)
    const picture = encodeProto(MessageSchema, { imageMessage: { caption: 'apple cake' } })
    await talk.say(one.ref, 'apple of mine', { atMs: 1000 })
    await talk.say(one.ref, 'apple of theirs', { atMs: 2000, author: one.contactId })
    await talk.say(two.ref, 'apple there', { atMs: 3000, author: two.contactId })
    await talk.say(two.ref, '', { atMs: 4000, bytes: picture })
    for (const when of ['at once', 'from a segment']) {
      if (when === 'from a segment') await talk.rest()
      const found = async (more: object) => texts(await talk.find({ text: 'apple', ...more }))
      expect(await found({ chatId: one.ref.chatId })).toEqual(['apple of theirs', 'apple of mine'])
      expect(await found({ from: 'me' })).toEqual(['apple cake', 'apple of mine'])
      expect(await found({ from: two.contactId })).toEqual(['apple there'])
      expect(await found({ fromMs: 2000, toMs: 3000 })).toEqual(['apple there', 'apple of theirs'])
      expect(await found({ kinds: ['image'] })).toEqual(['apple cake'])
      expect(await found({ text: '', kinds: ['image'] })).toEqual(['apple cake'])
      expect(await found({ text: '' })).toEqual([])
      expect(await found({ text: ' ! ' })).toEqual([])
    }
  })

  test('gives nothing of what was edited, taken back or removed', async () => {
    const talk = await openSearchTalk()
    const { ref } = await talk.chat(1001)
    const edited = await talk.say(ref, 'apple before', { atMs: 1000 })
    const deleted = await talk.say(ref, 'apple taken back', { atMs: 2000 })
    const removed = await talk.say(ref, 'apple removed', { atMs: 3000 })
    await talk.rest()
    await talk.work.run(async (unit) => {
      const edit = { bytes: textBytes('pear after'), atMs: 5000 }
      await talk.log.change(unit, edited, (row) => ({ ...row, edit }))
      await talk.log.change(unit, deleted, (row) => ({
        ...row,
        bytes: undefined,
        deleted: 'sender',
      }))
      await talk.log.remove(unit, removed)
    })
    for (const when of ['at once', 'later', 'after a restart']) {
      if (when === 'later') await talk.rest()
      expect(await talk.find('apple'), when).toEqual([])
      expect(texts(await talk.find('pear')), when).toEqual(['pear after'])
    }
  })

  test('names people where a message holds their address, and finds no digits of it', async () => {
    const talk = await openSearchTalk()
    const { ref, contactId } = await talk.chat(1001)
    await talk.work.run((unit) => talk.book.name(unit, contactId, 'saved', 'Ada'))
    const mentionedJid = ['15550001001@s.whatsapp.net']
    const bytes = encodeProto(MessageSchema, {
      extendedTextMessage: { text: 'ask @15550001001 about apples', contextInfo: { mentionedJid } },
    })
    await talk.say(ref, '', { bytes })
    expect(texts(await talk.find('apples'))).toEqual(['ask @Ada about apples'])
    expect(await talk.find('1555')).toEqual([])
  })

  test('finds what goes from the journal into pages while it looks', async () => {
    const talk = await openSearchTalk()
    const { ref } = await talk.chat(1001)
    const chat = talk.book.chat.bind(talk.book)
    Object.assign(talk.book, {
      async chat(...args: Parameters<typeof chat>) {
        Object.assign(talk.book, { chat })
        await talk.work.run(async (unit) => {
          for (let at = 0; at < 60; at++) {
            const id = `A${at}`
            const bytes = textBytes(`apple ${at}`)
            await talk.log.append(unit, ref, { id, author: 'me', atMs: at, bytes })
          }
        })
        return await chat(...args)
      },
    })
    expect(await talk.find({ text: 'apple', chatId: ref.chatId })).toHaveLength(60)
  })

  test('asked again after two chats became one, finds what both have', async () => {
    const talk = await openSearchTalk()
    const { ref } = await talk.chat(1001)
    const phone = parseJid('15550001001@s.whatsapp.net')
    const lid = parseJid('9001@lid')
    const other = await talk.work.run((unit) => talk.book.chatOf(unit, lid))
    await talk.say(ref, 'apple here', { atMs: 1000 })
    await talk.say(other, 'apple there', { atMs: 2000 })
    await talk.rest(10_000)
    await talk.search.settle()
    const wish = { text: 'apple', chatId: ref.chatId }
    expect(texts(await talk.find(wish))).toEqual(['apple here'])
    await talk.work.run((unit) => talk.book.learn(unit, phone, lid, 'strong'))
    expect(texts(await talk.find(wish))).toEqual(['apple there', 'apple here'])
  })
})

describe('the index', () => {
  test(
    'comes back after a crash at any time',
    async () => {
      let talk = await openSearchTalk()
      const { ref } = await talk.chat(1001)
      const wanted: string[] = []
      for (let round = 0; round < 4; round++) {
        await talk.work.run(async (unit) => {
          for (let at = 0; at < 120; at++) {
            const text = `apple ${round} ${at}`
            await talk.log.append(unit, ref, {
              id: text,
              author: 'me',
              atMs: round * 1000 + at,
              bytes: textBytes(text),
            })
            wanted.unshift(text)
          }
        })
        if (round % 2 === 1) await talk.rest(5_000)
        talk = await talk.again(round === 2 ? 'stop' : 'crash')
        expect(texts(await talk.find('apple'))).toEqual(wanted)
      }
      await talk.rest()
      expect(await talk.unindexed()).toBe(0)
    },
    PATIENCE_MS,
  )

  test(
    'holds no term of a removed message a minute later, and no word is a key',
    async () => {
      const talk = await openSearchTalk()
      const { ref } = await talk.chat(1001)
      const secret = await talk.say(ref, 'the zebra password', { atMs: 1000 })
      const changed = await talk.say(ref, 'the yak password', { atMs: 1001 })
      await talk.work.run(async (unit) => {
        for (let at = 0; at < 1100; at++) {
          await talk.log.append(unit, ref, {
            id: `F${at}`,
            author: 'me',
            atMs: 2000 + at,
            bytes: textBytes(`filler ${at}`),
          })
        }
      })
      await talk.rest(5_000)
      const atRest = await storedInClear(talk.idb)
      expect(atRest).toContain('searchSegments')
      for (const word of ['zebra', 'yak', 'password', 'filler']) expect(atRest).not.toContain(word)
      await talk.rest()
      expect(await storedTerms(talk.store)).toEqual(
        expect.arrayContaining(['zebra', 'yak', 'filler']),
      )
      await talk.work.run(async (unit) => {
        await talk.log.remove(unit, secret)
        const edit = { bytes: textBytes('nothing'), atMs: 5000 }
        await talk.log.change(unit, changed, (row) => ({ ...row, edit }))
      })
      await talk.rest(60_000)
      const terms = await storedTerms(talk.store)
      expect(terms).not.toContain('zebra')
      expect(terms).not.toContain('yak')
      expect(terms).not.toContain('password')
      expect(terms).toContain('filler')
      expect(await talk.store.count('searchQueue')).toBeLessThan(3)
    },
    PATIENCE_MS,
  )

  test.each([
    ['header', 0],
    ['dictionary', 1],
    ['table of documents', -1],
  ])(
    'of which a %s is damaged is set aside, told, and made anew',
    async (_, at) => {
      const talk = await openSearchTalk()
      const { ref } = await talk.chat(1001)
      await talk.work.run(async (unit) => {
        for (let one = 0; one < 1100; one++) {
          await talk.log.append(unit, ref, {
            id: `A${one}`,
            author: 'me',
            atMs: 2000 + one,
            bytes: textBytes(`apple w${one}`),
          })
        }
      })
      await talk.rest(15_000)
      const keys = (await talk.store.getAll('searchSegments')).map(({ key }) => key)
      await talk.search.stop()
      await flipStoredBit(talk.idb, keys.at(at) ?? [0, 0])
      const next = await talk.again('crash')
      await next.find('apple')
      await next.rest(15_000)
      expect(next.damaged).toEqual([1])
      expect(await next.find('apple')).toHaveLength(1100)
      expect(texts(await next.find('w1099'))).toEqual(['apple w1099'])
      expect(await next.unindexed()).toBe(0)
    },
    PATIENCE_MS,
  )

  test('is made of all messages where there is none', async () => {
    const talk = await openSearchTalk()
    const { ref } = await talk.chat(1001)
    for (let at = 0; at < 5; at++) await talk.say(ref, `apple ${at}`, { atMs: at })
    await talk.rest(10_000)
    await talk.search.stop()
    await talk.work.run(async (unit) => {
      unit.del('searchHeads', 0)
      for (const { key } of await unit.range('searchQueue', {})) unit.del('searchQueue', key)
    })
    const next = await talk.again('stop')
    expect(await next.unindexed()).toBeGreaterThan(0)
    await next.rest()
    expect(await next.find('apple')).toHaveLength(5)
    expect(await next.unindexed()).toBe(0)
  })
})

/** Keys and values of the index as they lie in the database, as text. */
async function storedInClear(idb: IDBFactory): Promise<string> {
  const [info] = await idb.databases()
  const database = await done(idb.open(info?.name ?? ''))
  const latin1 = new TextDecoder('latin1')
  const parts: string[] = []
  for (const name of ['searchSegments', 'searchQueue', 'searchHeads']) {
    const rows = database.transaction(name).objectStore(name)
    const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())])
    parts.push(name, JSON.stringify(keys))
    for (const value of values as { ct: Uint8Array }[]) parts.push(latin1.decode(value.ct))
  }
  database.close()
  return parts.join('\n')
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('failed'))
  })
}

/** Changes one bit of what is stored under a key, past the store. */
async function flipStoredBit(idb: IDBFactory, key: readonly number[]): Promise<void> {
  const [info] = await idb.databases()
  const database = await done(idb.open(info?.name ?? ''))
  const rows = database.transaction('searchSegments', 'readwrite').objectStore('searchSegments')
  const record = (await done(rows.get([...key]))) as { ct: Uint8Array }
  record.ct[3] = (record.ct[3] ?? 0) ^ 1
  await done(rows.put(record, [...key]))
  database.close()
}

import { describe, expect, it, vi } from 'vitest'
import { parseJid } from '../../wire/jid.ts'
import { ME, openFakeTalk, textBytes } from '../../../e2e/node/fakeTalk.ts'

const pn = parseJid('15550001111@s.whatsapp.net')
const lid = parseJid('80001111@lid')
const otherPn = parseJid('15550002222@s.whatsapp.net')
const otherLid = parseJid('80002222@lid')
const group = parseJid('120363000000000001@g.us')

describe('chats of addresses', () => {
  it('are the same for every device and every hosted server of a person', async () => {
    const { work, book } = await openFakeTalk()
    const refs = await work.run(async (unit) => [
      await book.chatOf(unit, pn),
      await book.chatOf(unit, parseJid('15550001111:7@s.whatsapp.net')),
      await book.chatOf(unit, parseJid('15550001111:99@hosted')),
    ])
    expect(new Set(refs.map(({ chatId }) => chatId)).size).toBe(1)
  })

  it('are the same for number and LID when the message tells both', async () => {
    const { work, book } = await openFakeTalk()
    const [byLid, byPn] = await work.run(async (unit) => [
      await book.chatOf(unit, lid, pn),
      await book.chatOf(unit, pn),
    ])
    expect(byPn?.chatId).toBe(byLid?.chatId)
    const chat = await book.chat(work.reader, byPn?.chatId ?? 0)
    expect(chat?.row.jid).toBe(lid)
    expect(await book.lidOf(work.reader, pn)).toBe(lid)
    expect(await book.pnOf(work.reader, lid)).toBe(pn)
  })

  it('know what they are with', async () => {
    const { work, book } = await openFakeTalk()
    const kinds = await work.run(async (unit) => {
      const found: (string | undefined)[] = []
      for (const jid of [pn, group, ME.pn, ME.lid, parseJid('status@broadcast')]) {
        const { chatId } = await book.chatOf(unit, jid)
        found.push((await book.chat(unit, chatId))?.row.kind)
      }
      return found
    })
    expect(kinds).toEqual(['direct', 'group', 'self', 'self', 'status'])
  })

  it('join when the pair becomes known later, and both ids lead to what they became', async () => {
    const { work, book, log } = await openFakeTalk()
    const [first, second] = await work.run(async (unit) => {
      const byPn = await book.chatOf(unit, pn)
      const byLid = await book.chatOf(unit, lid)
      const contactId = await book.contactOf(unit, lid)
      await log.append(unit, byPn, { id: 'A', author: 'me', atMs: 10, bytes: textBytes('one') })
      await log.append(unit, byLid, {
        id: 'B',
        author: contactId,
        atMs: 20,
        bytes: textBytes('two'),
        counts: true,
      })
      unit.put('drafts', byLid.chatId, { text: 'not sent yet', atMs: 3 })
      return [byPn.chatId, byLid.chatId]
    })
    expect(first).not.toBe(second)
    const changes = vi.fn()
    work.onChanges(changes)
    await work.run((unit) => book.learn(unit, pn, lid, 'strong'))
    const { reader } = work
    const [one, two] = [await book.chat(reader, first ?? 0), await book.chat(reader, second ?? 0)]
    expect(one?.chatId).toBe(two?.chatId)
    expect(one?.row).toMatchObject({ unread: 1, sortMs: 20, jid: lid, kind: 'direct' })
    expect(one?.row.last?.summary).toMatchObject({ text: 'two' })
    const ids = (await log.older(reader, two?.chatId ?? 0, 10)).map(({ row }) => row.id)
    expect(ids).toEqual(['B', 'A'])
    expect(await reader.get('drafts', first ?? 0)).toMatchObject({ text: 'not sent yet' })
    expect(changes.mock.calls.flat(2)).toContainEqual({ goneChat: second, into: first })
    // A contact for each address became one person, and so did what that person wrote.
    expect(await book.findContact(reader, pn)).toBe(await book.findContact(reader, lid))
  })

  it('stay apart where a bulk list contradicts what is known', async () => {
    const { work, book } = await openFakeTalk()
    await work.run(async (unit) => {
      await book.learn(unit, pn, lid, 'strong')
      await book.learn(unit, otherPn, lid, 'weak')
      await book.learn(unit, pn, otherLid, 'weak')
    })
    expect(await book.pnOf(work.reader, lid)).toBe(pn)
    expect(await book.lidOf(work.reader, otherPn)).toBeUndefined()
    expect(await book.pnOf(work.reader, otherLid)).toBeUndefined()
  })

  it('follow a person who moved to another number, and let the old number go', async () => {
    const { work, book } = await openFakeTalk()
    const before = await work.run((unit) => book.chatOf(unit, pn, lid))
    const after = await work.run((unit) => book.chatOf(unit, lid, otherPn))
    expect(after.chatId).toBe(before.chatId)
    expect(await book.lidOf(work.reader, pn)).toBeUndefined()
    const stranger = await work.run((unit) => book.chatOf(unit, pn))
    expect(stranger.chatId).not.toBe(before.chatId)
    const { row } = (await book.contact(work.reader, 1)) ?? {}
    expect(row).toMatchObject({ pn: otherPn, lid, former: [pn] })
  })

  it('are told of a new pair before anything joins', async () => {
    const { work, book } = await openFakeTalk()
    const seen: unknown[] = []
    await work.run(async (unit) => {
      await book.chatOf(unit, pn)
      await book.chatOf(unit, lid)
      book.hooks.onPair = async (rows, ...pair) => {
        const chats = await rows.getMany('chats', [1, 2])
        seen.push([...pair, chats.filter((row) => row !== undefined).length])
      }
      await book.learn(unit, pn, lid, 'strong')
      await book.learn(unit, pn, lid, 'strong')
    })
    expect(seen).toEqual([[pn, lid, 2]])
  })
})

describe('people', () => {
  it('keep the best name of each source when two contacts join', async () => {
    const { work, book } = await openFakeTalk()
    await work.run(async (unit) => {
      const byLid = await book.contactOf(unit, lid)
      await book.name(unit, byLid, 'push', ' Zoë ')
      const byPn = await book.contactOf(unit, pn)
      await book.name(unit, byPn, 'saved', 'Aunt Zoë')
      await book.name(unit, byPn, 'push', '-')
      await book.learn(unit, pn, lid, 'weak')
    })
    const found = await book.contact(work.reader, 2)
    expect(found?.contactId).toBe(1)
    expect(found?.row.names).toEqual({ saved: 'Aunt Zoë', push: 'Zoë' })
    expect(found?.row).toMatchObject({ pn, lid, merged: [2] })
  })

  it('take their pictures along when they join', async () => {
    const { work, book, store } = await openFakeTalk()
    const bytes = new Uint8Array([1, 2, 3])
    await work.run(async (unit) => {
      await book.contactOf(unit, lid)
      const second = await book.contactOf(unit, pn)
      await book.changeContact(unit, second, (row) => ({ ...row, pictureId: '77' }))
      unit.put('pictures', await store.addressKey('preview|p2-77'), { id: '77', bytes })
    })
    await work.run((unit) => book.learn(unit, pn, lid, 'strong'))
    const at = async (name: string) => await store.get('pictures', await store.addressKey(name))
    expect(await at('preview|p1-77')).toEqual({ id: '77', bytes })
    expect(await at('preview|p2-77')).toBeUndefined()
  })

  it('do not change when nothing is new', async () => {
    const { work, book } = await openFakeTalk()
    await work.run(async (unit) => {
      await book.contactOf(unit, pn)
      await book.name(unit, 1, 'push', 'Ada')
    })
    const changes = vi.fn()
    work.onChanges(changes)
    await work.run(async (unit) => {
      await book.contactOf(unit, pn)
      await book.name(unit, 1, 'push', 'Ada')
    })
    expect(changes).not.toHaveBeenCalled()
  })

  it('know the person of this account by either address', async () => {
    const { work, book } = await openFakeTalk()
    const id = await work.run((unit) => book.contactOf(unit, ME.lid))
    expect(await book.myContact(work.reader)).toBe(id)
    expect(book.isMe(parseJid('15550000001:12@s.whatsapp.net'))).toBe(true)
    expect(book.isMe(pn)).toBe(false)
  })
})

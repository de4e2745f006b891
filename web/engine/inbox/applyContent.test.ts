import { afterEach, describe, expect, it } from 'vitest'
import { aesGcmEncrypt } from '../../crypto/aesGcm.ts'
import { utf8Encode } from '../../crypto/bytes.ts'
import { hkdfSha256 } from '../../crypto/hash.ts'
import { type Message, ProtocolMessage_Type } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import {
  encoded,
  group,
  openRooms,
  people,
  type Rooms,
  startMs,
} from '../../../e2e/node/talkRooms.ts'

const opened: Rooms[] = []
afterEach(() => {
  for (const { store } of opened.splice(0)) store.close()
})

async function setUp(role: 'member' | 'admin' = 'member') {
  const rooms = await openRooms()
  opened.push(rooms)
  const { work, book, content, log } = rooms
  await work.run(async (unit) => {
    const { chatId } = await book.chatOf(unit, group)
    const contactId = await book.contactOf(unit, people.ann.lid)
    await book.changeGroup(unit, chatId, () => ({
      jid: group,
      addressing: 'lid',
      members: [{ contactId, jid: people.ann.lid, role }],
    }))
  })
  const say = (by: 'ann' | 'bob', id: string, atSec: number, message: Init<Message>) =>
    work.run(async (unit) => {
      const senderJid = people[by].lid
      const ref = await book.chatOf(unit, group)
      const author = await book.contactOf(unit, senderJid)
      const atMs = startMs + atSec * 1000
      const envelope = { ref, chat: group, author, senderJid, id, atMs, source: 'live' } as const
      return await content.apply(unit, envelope, encoded(message))
    })
  const row = async (by: 'ann' | 'bob', id: string) => {
    const chat = await book.findChat(work.reader, group)
    const author = await book.findContact(work.reader, people[by].lid)
    return (await log.find(work.reader, chat?.chatId ?? 0, author ?? 0, id))?.row
  }
  return { ...rooms, say, row }
}

const key = (id: string) => ({ remoteJid: group, fromMe: true, id })

const edit = (id: string, text: string): Init<Message> => ({
  protocolMessage: {
    key: key(id),
    type: ProtocolMessage_Type.MESSAGE_EDIT,
    editedMessage: { conversation: text },
  },
})

describe('taking back', () => {
  const ofBob: Init<Message> = {
    protocolMessage: {
      key: { ...key('B1'), fromMe: false, participant: people.bob.lid },
      type: ProtocolMessage_Type.REVOKE,
    },
  }

  it('is for admins where it is not one’s own', async () => {
    const asMember = await setUp('member')
    await asMember.say('bob', 'B1', 0, { conversation: 'one' })
    await asMember.say('ann', 'A1', 1, ofBob)
    expect((await asMember.row('bob', 'B1'))?.deleted).toBeUndefined()
    const asAdmin = await setUp('admin')
    await asAdmin.say('bob', 'B1', 0, { conversation: 'one' })
    await asAdmin.say('ann', 'A1', 1, ofBob)
    expect(await asAdmin.row('bob', 'B1')).toMatchObject({ deleted: 'admin' })
    expect((await asAdmin.row('bob', 'B1'))?.bytes).toBeUndefined()
  })

  it('is not what a control without a type means', async () => {
    const rooms = await setUp()
    await rooms.say('bob', 'B1', 0, { conversation: 'one' })
    await rooms.say('bob', 'B2', 1, { protocolMessage: { key: key('B1') } })
    expect((await rooms.row('bob', 'B1'))?.deleted).toBeUndefined()
  })
})

describe('an edit', () => {
  it('counts for twenty minutes', async () => {
    const rooms = await setUp()
    await rooms.say('bob', 'B1', 0, { conversation: 'one' })
    await rooms.say('bob', 'E1', 1_200, edit('B1', 'in time'))
    expect((await rooms.row('bob', 'B1'))?.edit?.bytes).toEqual(
      encoded({ conversation: 'in time' }),
    )
    await rooms.say('bob', 'E2', 1_201, edit('B1', 'too late'))
    expect((await rooms.row('bob', 'B1'))?.edit?.bytes).toEqual(
      encoded({ conversation: 'in time' }),
    )
  })

  it('is opened with the secret of the message', async () => {
    const rooms = await setUp()
    const messageSecret = new Uint8Array(32).fill(7)
    await rooms.say('bob', 'B1', 0, { conversation: 'one', messageContextInfo: { messageSecret } })
    const bob = people.bob.lid
    const info = utf8Encode(`B1${bob}${bob}Message Edit`)
    const sealKey = hkdfSha256(messageSecret, { info, length: 32 })
    const encIv = new Uint8Array(12).fill(1)
    const inner = encoded(edit('B1', 'sealed'))
    const secretEncryptedMessage = {
      targetMessageKey: key('B1'),
      encPayload: aesGcmEncrypt(sealKey, encIv, inner, new Uint8Array(0)),
      encIv,
      secretEncType: 2,
    }
    expect(await rooms.say('bob', 'E1', 5, { secretEncryptedMessage })).toEqual({ at: 'changed' })
    expect((await rooms.row('bob', 'B1'))?.edit?.bytes).toEqual(encoded({ conversation: 'sealed' }))
  })
})

describe('a message', () => {
  it('that is over before it comes leaves nothing', async () => {
    const rooms = await setUp()
    const text = { text: 'gone', contextInfo: { expiration: 60 } }
    expect(await rooms.say('bob', 'B1', -61, { extendedTextMessage: text })).toEqual({
      at: 'nothing',
    })
    expect(await rooms.row('bob', 'B1')).toBeUndefined()
    await rooms.say('bob', 'B2', -59, { extendedTextMessage: text })
    expect((await rooms.row('bob', 'B2'))?.expires?.atMs).toBe(startMs + 1_000)
  })

  it('that brings keys only is none', async () => {
    const rooms = await setUp()
    const message = { senderKeyDistributionMessage: { groupId: group } }
    expect(await rooms.say('bob', 'B1', 0, message)).toEqual({ at: 'nothing' })
  })
})

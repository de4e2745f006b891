import { afterEach, describe, expect, it } from 'vitest'
import type { AccountStore } from '../../storage/accountStore.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { deviceOf } from '../../wire/account.ts'
import { bareJid, type Jid } from '../../wire/jid.ts'
import { bytesOf, child, node, type WireNode } from '../../wire/node/node.ts'
import { decodeProto } from '../../wire/proto/codec.ts'
import { MessageSchema, ProtocolMessage_Type } from '../../wire/proto/gen/message_pb.ts'
import { HistorySyncNotificationSchema } from '../../wire/proto/gen/peerData_pb.ts'
import { WebMessageInfoSchema } from '../../wire/proto/gen/history_pb.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { seededRandom } from '../../platform/fakes.ts'
import { unwrapMessage } from '../../formats/unwrapMessage.ts'
import { type InboxStage, linkIn, openInbox } from '../../../e2e/node/inboxStage.ts'
import { createScriptedSender, queued } from '../../../e2e/node/scriptedSender.ts'
import { group, people, startMs } from '../../../e2e/node/talkRooms.ts'

const startSec = startMs / 1000
const stores: AccountStore[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

async function setUp() {
  const { store } = await openTestStore()
  stores.push(store)
  const { bundle } = await linkIn(store)
  const stage = await openInbox(store)
  const sender = (jid: Jid) => createScriptedSender(jid, bundle(), seededRandom(21))
  return { ...stage, bundle, sender, ann: await sender(people.ann.lid) }
}

/** What a conversation holds, oldest first: texts, or what stands in their place. */
async function texts({ work, book, log }: InboxStage, chat: Jid): Promise<string[]> {
  const found = await book.findChat(work.reader, chat)
  if (found === undefined) return []
  const rows = await log.older(work.reader, found.chatId, 100)
  return rows.toReversed().map(({ row }) => {
    if (row.missing !== undefined) return `missing ${row.missing.state}`
    if (row.deleted !== undefined) return `deleted ${row.deleted}`
    if (row.system !== undefined) return `system ${row.system.what}`
    const { message } = unwrapMessage(
      decodeProto(MessageSchema, row.bytes ?? new Uint8Array()),
      row.author === 'me',
    )
    return `${row.author === 'me' ? 'me: ' : ''}${message.conversation}`
  })
}

/** A byte of the authentication code is another one, of pre-key messages too. */
function spoiled(stanza: WireNode): WireNode {
  const content = (Array.isArray(stanza.content) ? stanza.content : []).map((inner) => {
    if (inner.tag !== 'enc') return inner
    const bytes = bytesOf(inner).slice()
    bytes[bytes.length - 8] = (bytes.at(-8) ?? 0) ^ 1
    return { ...inner, content: bytes }
  })
  return { ...stanza, content }
}

describe('a message that comes', () => {
  it('is stored, then answered with the inactive receipt; with the plain one while somebody is here', async () => {
    const stage = await setUp()
    await stage.arrive(stage.ann.direct({ conversation: 'one' }, { id: 'A1', atSec: startSec }))
    stage.state.available = true
    await stage.arrive(stage.ann.direct({ conversation: 'two' }, { id: 'A2', atSec: startSec + 1 }))
    expect(await texts(stage, people.ann.lid)).toEqual(['one', 'two'])
    expect(stage.sent).toEqual([
      node('receipt', { id: 'A1', to: people.ann.lid, type: 'inactive' }),
      node('receipt', { id: 'A2', to: people.ann.lid }),
    ])
    expect(stage.broken).toEqual([])
  })

  it('is answered again when it comes again, and stored once', async () => {
    const stage = await setUp()
    const stanza = stage.ann.direct({ conversation: 'one' }, { id: 'A1', atSec: startSec })
    await stage.arrive(stanza, stanza)
    expect(await texts(stage, people.ann.lid)).toEqual(['one'])
    expect(stage.sent).toEqual([stage.sent[0], stage.sent[0]])
  })

  it('in a group brings its key along and is answered to the group', async () => {
    const stage = await setUp()
    await stage.arrive(
      stage.ann.group(group, { conversation: 'one' }, { id: 'G1', atSec: startSec }, true),
      stage.ann.group(group, { conversation: 'two' }, { id: 'G2', atSec: startSec + 1 }, false),
    )
    expect(await texts(stage, group)).toEqual(['one', 'two'])
    expect(stage.sent).toEqual(
      ['G1', 'G2'].map((id) =>
        node('receipt', { id, to: group, participant: people.ann.lid, type: 'inactive' }),
      ),
    )
  })

  it('of an own device goes to the chat it was sent to, with the sender receipt', async () => {
    const stage = await setUp()
    const phone = await stage.sender(bareJid(people.me.lid))
    const sentTo = (destinationJid: string, conversation: string) => ({
      deviceSentMessage: { destinationJid, message: { conversation } },
    })
    const attrs = { recipient: people.ann.lid }
    await stage.arrive(
      phone.direct(sentTo(people.ann.lid, 'mine'), { id: 'M1', atSec: startSec, attrs }),
      phone.direct(sentTo(people.bob.lid, 'astray'), { id: 'M2', atSec: startSec, attrs }),
    )
    expect(await texts(stage, people.ann.lid)).toEqual(['me: mine'])
    expect(await texts(stage, people.bob.lid)).toEqual([])
    expect(stage.sent[0]).toEqual(
      node('receipt', {
        id: 'M1',
        to: bareJid(people.me.lid),
        type: 'sender',
        recipient: people.ann.lid,
      }),
    )
  })

  it('that is no message is refused with 491, one that is no stanza with 487', async () => {
    const stage = await setUp()
    const stanza = stage.ann.direct({ conversation: 'x' }, { id: 'A1', atSec: startSec })
    const { t: _, ...attrs } = stanza.attrs
    await stage.arrive({ ...stanza, attrs })
    expect(stage.sent).toEqual([
      node('ack', {
        class: 'message',
        id: 'A1',
        to: people.ann.lid,
        from: people.me.pn,
        type: 'text',
        error: '487',
      }),
    ])
  })

  it('names nobody whose account did not sign the device', async () => {
    const stage = await setUp()
    const forged = await stage.sender(deviceOf(people.ann.lid, 4))
    const children = [node('device-identity', {}, Uint8Array.of(1, 2, 3))]
    await stage.arrive(
      forged.direct({ conversation: 'x' }, { id: 'F1', atSec: startSec, children }),
    )
    expect(await texts(stage, people.ann.lid)).toEqual(['missing asked'])
    const [receipt] = stage.sent
    expect(receipt && child(receipt, 'retry')?.attrs).toMatchObject({ count: '1', error: '12' })
  })
})

describe('a message that cannot be read', () => {
  it('is asked for again, keeps its place, and is filled in when it comes', async () => {
    const stage = await setUp()
    const stanza = stage.ann.direct({ conversation: 'one' }, { id: 'A1', atSec: startSec })
    await stage.arrive(
      spoiled(stanza),
      stage.ann.direct({ conversation: 'two' }, { id: 'A2', atSec: startSec + 1 }),
    )
    expect(await texts(stage, people.ann.lid)).toEqual(['missing asked', 'two'])
    expect(stage.sent.map(({ tag, attrs }) => [tag, attrs['id'], attrs['type']])).toEqual([
      ['receipt', 'A1', 'retry'],
      ['ack', 'A1', 'text'],
      ['receipt', 'A2', 'inactive'],
    ])
    expect(stage.sent[0] && child(stage.sent[0], 'keys')).toBeUndefined()
    const again = stage.ann.direct(
      { conversation: 'one' },
      { id: 'A1', atSec: startSec, enc: { count: '1' } },
    )
    await stage.arrive(spoiled(again))
    const second = stage.sent.at(-2)
    expect(second && child(second, 'retry')?.attrs['count']).toBe('2')
    expect(second && child(second, 'keys')).toBeDefined()
    await stage.arrive(
      stage.ann.direct({ conversation: 'one' }, { id: 'A1', atSec: startSec, enc: { count: '2' } }),
    )
    expect(await texts(stage, people.ann.lid)).toEqual(['one', 'two'])
    expect(await stage.work.reader.range('retries', {})).toEqual([])
  })

  it('is not shown where nothing is to be shown, and asked for all the same', async () => {
    const stage = await setUp()
    const enc = { 'decrypt-fail': 'hide' }
    const stanza = stage.ann.direct({ conversation: 'x' }, { id: 'A1', atSec: startSec, enc })
    await stage.arrive(spoiled(stanza))
    expect(await texts(stage, people.ann.lid)).toEqual([])
    expect(stage.sent[0]?.attrs['type']).toBe('retry')
  })

  it('of an own device ends with the sender receipt', async () => {
    const stage = await setUp()
    const phone = await stage.sender(bareJid(people.me.lid))
    const attrs = { recipient: people.ann.lid }
    const stanza = phone.direct({ conversation: 'x' }, { id: 'M1', atSec: startSec, attrs })
    await stage.arrive(spoiled(stanza))
    expect(
      stage.sent.map(({ tag, attrs: said }) => [tag, said['type'], said['recipient']]),
    ).toEqual([
      ['receipt', 'retry', people.ann.lid],
      ['receipt', 'sender', people.ann.lid],
    ])
  })

  it('is asked of the sender five times at most', async () => {
    const stage = await setUp()
    for (let count = 0; count < 7; count++) {
      const enc: Record<string, string> = count === 0 ? {} : { count: String(count) }
      const wrapping = { id: 'A1', atSec: startSec, enc }
      await stage.arrive(spoiled(stage.ann.direct({ conversation: 'x' }, wrapping)))
    }
    const counts = stage.sent.flatMap((stanza) => child(stanza, 'retry')?.attrs['count'] ?? [])
    expect(counts).toEqual(['1', '2', '3', '4', '5'])
    expect(stage.sent.filter(({ tag }) => tag === 'ack')).toHaveLength(7)
  })

  it('is asked of the phone after 5 s, which may have it; after 30 s more nobody has', async () => {
    const stage = await setUp()
    stage.inbox.offlineOver()
    await stage.arrive(
      spoiled(stage.ann.direct({ conversation: 'one' }, { id: 'A1', atSec: startSec })),
      spoiled(stage.ann.direct({ conversation: 'two' }, { id: 'A2', atSec: startSec + 1 })),
    )
    await stage.clock.advance(5_000)
    await stage.inbox.idle()
    expect(await texts(stage, people.ann.lid)).toEqual([
      'missing phone-asked',
      'missing phone-asked',
    ])
    const request = stage.peers[0]?.message.protocolMessage?.peerDataOperationRequestMessage
    expect(request?.placeholderMessageResendRequest).toEqual([
      { messageKey: { remoteJid: people.ann.lid, fromMe: false, id: 'A1' } },
    ])
    const phone = await stage.sender(bareJid(people.me.lid))
    const webMessageInfoBytes = encodeProto(WebMessageInfoSchema, {
      key: { remoteJid: people.ann.pn, fromMe: false, id: 'A1' },
      message: { conversation: 'one' },
      messageTimestamp: BigInt(startSec),
    })
    await stage.work.run((unit) => stage.book.learn(unit, people.ann.pn, people.ann.lid, 'strong'))
    const response = {
      protocolMessage: {
        type: ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
        peerDataOperationRequestResponseMessage: {
          peerDataOperationResult: [{ placeholderMessageResendResponse: { webMessageInfoBytes } }],
        },
      },
    }
    const attrs = { category: 'peer' }
    await stage.arrive(phone.direct(response, { id: 'P1', atSec: startSec + 9, attrs }))
    expect(await texts(stage, people.ann.lid)).toEqual(['one', 'missing phone-asked'])
    expect(stage.sent.at(-1)).toEqual(
      node('receipt', { id: 'P1', to: bareJid(people.me.lid), type: 'peer_msg' }),
    )
    await stage.clock.advance(30_000)
    await stage.inbox.idle()
    expect(await texts(stage, people.ann.lid)).toEqual(['one', 'missing unanswered'])
    expect(stage.broken).toEqual([])
  })

  it('can be asked for again by hand, with the next count', async () => {
    const stage = await setUp()
    await stage.arrive(
      spoiled(stage.ann.direct({ conversation: 'one' }, { id: 'A1', atSec: startSec })),
    )
    const chat = await stage.book.findChat(stage.work.reader, people.ann.lid)
    const [row] = await stage.log.older(stage.work.reader, chat?.chatId ?? 0, 1)
    const command = {
      type: 'askAgain',
      chatId: chat?.chatId ?? 0,
      key: row?.key.join('.') ?? '',
    } as const
    expect(await stage.inbox.askAgain(command)).toEqual({ ok: true })
    const receipt = stage.sent.at(-1)
    expect(receipt && child(receipt, 'retry')?.attrs['count']).toBe('2')
    expect(await texts(stage, people.ann.lid)).toEqual(['missing phone-asked'])
    stage.state.online = false
    expect(await stage.inbox.askAgain(command)).toMatchObject({ ok: false })
  })

  it('that the service has no copy of is acked; what only the phone shows is not asked for', async () => {
    const stage = await setUp()
    const gone = (id: string, type: Record<string, string>) =>
      node('message', { id, from: people.ann.lid, t: String(startSec), type: 'text' }, [
        node('unavailable', type),
      ])
    await stage.arrive(gone('U1', { type: 'view_once' }), gone('U2', {}))
    expect(await texts(stage, people.ann.lid)).toEqual(['missing phone-only', 'missing asked'])
    expect(stage.sent.map(({ tag, attrs }) => [tag, attrs['id'], attrs['from']])).toEqual([
      ['ack', 'U1', people.me.pn],
      ['ack', 'U2', people.me.pn],
    ])
  })
})

describe('what concerns the account', () => {
  it('is believed of the own phone alone', async () => {
    const stage = await setUp()
    const history = {
      protocolMessage: {
        type: ProtocolMessage_Type.HISTORY_SYNC_NOTIFICATION,
        historySyncNotification: { directPath: '/v/blob' },
      },
    }
    const phone = await stage.sender(bareJid(people.me.lid))
    const attrs = { category: 'peer' }
    await stage.arrive(
      stage.ann.direct(history, { id: 'A1', atSec: startSec }),
      phone.direct(history, { id: 'H1', atSec: startSec, attrs }),
    )
    expect(stage.histories.map(({ stanzaId }) => stanzaId)).toEqual(['H1'])
    const bytes = stage.histories[0]?.notification ?? new Uint8Array()
    expect(decodeProto(HistorySyncNotificationSchema, bytes).directPath).toBe('/v/blob')
    expect(await texts(stage, bareJid(people.me.lid))).toEqual([])
  })
})

describe('a backlog', () => {
  it('is answered with one receipt for each author, and told by the newest of three chats', async () => {
    const stage = await setUp()
    stage.windows.add('old')
    stage.windows.add('new')
    for (let at = 0; at < 300; at++) {
      const stanza = stage.ann.direct(
        { conversation: String(at) },
        { id: `A${at}`, atSec: startSec },
      )
      void stage.arrive(queued(stanza))
    }
    await stage.arrive()
    expect(stage.events).toEqual([])
    stage.inbox.offlineOver()
    await stage.inbox.idle()
    await stage.clock.advance(0)
    expect(stage.sent).toHaveLength(2)
    const list = stage.sent.map((stanza) => child(stanza, 'list')?.content?.length)
    expect(list).toEqual([255, 43])
    expect(await texts(stage, people.ann.lid)).toHaveLength(100)
    expect(stage.events).toMatchObject([{ type: 'notice', windowId: 'new' }])
  })
})

describe('a notice', () => {
  it('goes to the newest window while none has focus, unless the person wants none', async () => {
    const stage = await setUp()
    stage.windows.add('one')
    const say = async (id: string) => {
      await stage.arrive(stage.ann.direct({ conversation: id }, { id, atSec: startSec }))
      await stage.clock.advance(0)
    }
    await say('A1')
    expect(stage.events).toMatchObject([{ type: 'notice', windowId: 'one' }])
    stage.focused.add('one')
    await say('A2')
    expect(stage.events).toHaveLength(1)
    stage.focused.clear()
    await stage.facts.change(() => ({ settings: { notifications: false } }))
    await say('A3')
    expect(stage.events).toHaveLength(1)
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../../platform/fakes.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { bareJid, type Jid } from '../../wire/jid.ts'
import { child, children, node } from '../../wire/node/node.ts'
import { encodeProto } from '../../wire/proto/codec.ts'
import { ADVSignedDeviceIdentitySchema } from '../../wire/proto/gen/adv_pb.ts'
import { WebMessageInfoSchema } from '../../wire/proto/gen/history_pb.ts'
import { type Message, ProtocolMessage_Type } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import { linkIn, openInbox } from '../../../e2e/node/inboxStage.ts'
import { createScriptedSender } from '../../../e2e/node/scriptedSender.ts'
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
  const sender = (jid: Jid, seed = 21) => createScriptedSender(jid, bundle(), seededRandom(seed))
  const rows = async (chat: Jid) => {
    const found = await stage.book.findChat(stage.work.reader, chat)
    if (found === undefined) return []
    return (await stage.log.older(stage.work.reader, found.chatId, 100)).toReversed()
  }
  return { ...stage, sender, rows, ann: await sender(people.ann.lid) }
}

const sentTo = (message: Init<Message>): Init<Message> => ({
  deviceSentMessage: { destinationJid: people.ann.lid, message },
})

describe('a stanza that breaks something', () => {
  it('costs its content and not the connection, whoever it names', async () => {
    const stage = await setUp()
    for (const attrs of [{ from: '1@interop' }, { from: group, participant: 's.whatsapp.net' }]) {
      const wrapping = { id: 'A1', atSec: startSec, attrs }
      await stage.arrive(stage.ann.direct({ conversation: 'x' }, wrapping))
    }
    stage.content.apply = () => Promise.reject(new RangeError('broken'))
    await stage.arrive(stage.ann.direct({ conversation: 'x' }, { id: 'A2', atSec: startSec }))
    expect(stage.sent.map(({ tag, attrs: said }) => [tag, said['id'], said['error']])).toEqual([
      ['ack', 'A1', '487'],
      ['ack', 'A2', '500'],
    ])
    expect((await stage.rows(people.ann.lid)).map(({ row }) => row.missing?.state)).toEqual([
      'asked',
    ])
    expect(stage.steps).toContainEqual({
      step: 'internal-error',
      where: 'inbox',
      name: 'RangeError',
    })
    expect(stage.broken).toEqual([])
  })

  it('among several that the phone resends leaves the others as they are', async () => {
    const stage = await setUp()
    const resent = (id: string, message: Init<Message>) => ({
      placeholderMessageResendResponse: {
        webMessageInfoBytes: encodeProto(WebMessageInfoSchema, {
          key: { remoteJid: people.ann.lid, fromMe: false, id },
          message,
          messageTimestamp: BigInt(startSec),
        }),
      },
    })
    let deep: Init<Message> = { conversation: 'x' }
    for (let at = 0; at < 20; at++) deep = { ephemeralMessage: { message: deep } }
    const gone = node('message', { id: 'A1', from: people.ann.lid, t: `${startSec}` }, [
      node('unavailable'),
    ])
    const phone = await stage.sender(bareJid(people.me.lid))
    const response = {
      protocolMessage: {
        type: ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE,
        peerDataOperationRequestResponseMessage: {
          peerDataOperationResult: [resent('A1', deep), resent('A2', { conversation: 'two' })],
        },
      },
    }
    const attrs = { category: 'peer' }
    await stage.arrive(gone, phone.direct(response, { id: 'P1', atSec: startSec, attrs }))
    expect((await stage.rows(people.ann.lid)).map(({ row }) => [row.id, row.missing])).toEqual([
      ['A1', expect.objectContaining({ state: 'unanswered', reason: 'malformed' })],
      ['A2', undefined],
    ])
    expect(stage.sent.at(-1)?.attrs['type']).toBe('peer_msg')
  })

  it('is refused as an answer to a person too', async () => {
    const stage = await setUp()
    stores.splice(0).forEach((store) => store.close())
    const command = { type: 'askAgain', chatId: 1, key: '1.1.1' } as const
    expect(await stage.inbox.askAgain(command)).toMatchObject({ ok: false })
  })
})

describe('a backlog of what cannot be read', () => {
  it('is asked of the phone a few at a time', async () => {
    const stage = await setUp()
    for (let at = 0; at < 12; at++) {
      const attrs = { id: `U${at}`, from: people.ann.lid, t: `${startSec}` }
      await stage.arrive(node('message', attrs, [node('unavailable')]))
    }
    stage.inbox.offlineOver()
    await stage.inbox.idle()
    const asked: number[] = []
    for (const ms of [5_000, 1_000, 1_000]) {
      await stage.clock.advance(ms)
      await stage.inbox.idle()
      asked.push(stage.peers.length)
    }
    expect(asked).toEqual([5, 10, 12])
    stage.inbox.stop()
  })
})

describe('somebody who says to be the own phone', () => {
  it('is refused without the key that linked this device', async () => {
    const stage = await setUp()
    const phone = await stage.sender(bareJid(people.me.lid))
    const forger = await stage.sender(bareJid(people.me.pn), 22)
    const deviceIdentity = encodeProto(ADVSignedDeviceIdentitySchema, {
      accountSignatureKey: phone.identity,
    })
    await stage.facts.change(({ session }) =>
      session === undefined ? {} : { session: { ...session, deviceIdentity } },
    )
    const attrs = { recipient: people.ann.lid }
    await stage.arrive(
      forger.direct(sentTo({ conversation: 'x' }), { id: 'M1', atSec: startSec, attrs }),
    )
    expect((await stage.rows(people.ann.lid)).map(({ row }) => row.missing?.reason)).toEqual([
      'forged-identity',
    ])
    expect(stage.sent[0] && child(stage.sent[0], 'retry')?.attrs['error']).toBe('12')
    await stage.arrive(
      phone.direct(sentTo({ conversation: 'y' }), { id: 'M2', atSec: startSec, attrs }),
    )
    expect((await stage.rows(people.ann.lid)).at(-1)?.row.missing).toBeUndefined()
  })
})

describe('a call', () => {
  it('with another identity says so in the conversation', async () => {
    const stage = await setUp()
    await stage.arrive(stage.ann.direct({ conversation: 'x' }, { id: 'A1', atSec: startSec }))
    const other = await stage.sender(people.ann.lid, 23)
    const [enc] = children(other.direct({ conversation: 'key' }, { id: 'C', atSec: startSec }))
    const offer = node('offer', { 'call-id': 'C1', 'call-creator': people.ann.lid }, [
      enc ?? node('none'),
    ])
    await stage.arrive(
      node('call', { id: 'C', from: people.ann.lid, t: `${startSec + 1}`, offline: '1' }, [offer]),
    )
    const events = (await stage.rows(people.ann.lid)).map(({ row }) => row.system?.what)
    expect(events).toContain('identity-changed')
    stage.inbox.stop()
  })
})

describe('times and keys that others make up', () => {
  it('a message is taken back although its row is younger by the clock here', async () => {
    const stage = await setUp()
    const phone = await stage.sender(bareJid(people.me.lid))
    const attrs = { recipient: people.ann.lid }
    const revoke = {
      type: ProtocolMessage_Type.REVOKE,
      key: { remoteJid: people.ann.lid, fromMe: true, id: 'M1' },
    }
    await stage.arrive(
      phone.direct(sentTo({ conversation: 'x' }), { id: 'M1', atSec: startSec + 5, attrs }),
      phone.direct(sentTo({ protocolMessage: revoke }), { id: 'M2', atSec: startSec + 2, attrs }),
    )
    expect((await stage.rows(people.ann.lid)).map(({ row }) => row.deleted)).toEqual(['me'])
  })

  it('a timer set in the future does not shut out a later one', async () => {
    const stage = await setUp()
    const setting = (seconds: number, atSec: number): Init<Message> => ({
      protocolMessage: {
        type: ProtocolMessage_Type.EPHEMERAL_SETTING,
        ephemeralExpiration: seconds,
        ephemeralSettingTimestamp: BigInt(atSec),
      },
    })
    await stage.arrive(
      stage.ann.direct(setting(86_400, startSec + 1e8), { id: 'T1', atSec: startSec }),
      stage.ann.direct(setting(0, startSec + 1), { id: 'T2', atSec: startSec + 1 }),
    )
    const found = await stage.book.findChat(stage.work.reader, people.ann.lid)
    const chat = await stage.book.chat(stage.work.reader, found?.chatId ?? 0)
    expect(chat?.row.disappearingSec).toBe(0)
  })

  it('a group key that is none does not take away the content beside it', async () => {
    const stage = await setUp()
    const senderKeyDistributionMessage = {
      groupId: group,
      axolotlSenderKeyDistributionMessage: Uint8Array.of(1),
    }
    const attrs = { from: group, participant: people.ann.lid, addressing_mode: 'lid' }
    await stage.arrive(
      stage.ann.direct(
        { conversation: 'x', senderKeyDistributionMessage },
        { id: 'G1', atSec: startSec, attrs },
      ),
    )
    expect((await stage.rows(group)).map(({ row }) => [row.id, row.missing])).toEqual([
      ['G1', undefined],
    ])
  })

  it('a receipt that is told again waits once', async () => {
    const stage = await setUp()
    await stage.arrive(stage.ann.direct({ conversation: 'x' }, { id: 'A1', atSec: startSec }))
    const receipt = node('receipt', { id: 'M9', from: people.ann.lid, t: `${startSec}` })
    await stage.arrive(receipt, receipt, receipt)
    const [waiting] = await stage.work.reader.range('waiting', {})
    expect(waiting?.row.entries[0]?.receipts).toHaveLength(1)
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { openOutboxStage } from '../../../e2e/node/outboxStage.ts'
import { group, people } from '../../../e2e/node/talkRooms.ts'
import { unpadMessage } from '../../formats/messagePadding.ts'
import { seededRandom } from '../../platform/fakes.ts'
import type { Jid } from '../../wire/jid.ts'
import { bytesOf, child, children, node, type WireNode } from '../../wire/node/node.ts'
import { decodeProto } from '../../wire/proto/codec.ts'
import { MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import { makeParty, type Party } from '../cipher/testParty.ts'

const ann = people.ann.lid

let other: Party
let stage: Awaited<ReturnType<typeof openOutboxStage>>

beforeEach(async () => {
  other = await makeParty(ann, seededRandom(21))
  stage = await openOutboxStage(other)
})

const messages = () => stage.sent.filter(({ tag }) => tag === 'message')

async function acknowledge(stanza: WireNode): Promise<void> {
  const { id = '', to = '' } = stanza.attrs
  const ack = node('ack', { class: 'message', id, from: to, t: '1' })
  await stage.work.run((unit) => stage.outbox.takeAck(unit, ack))
  await stage.quiet()
}

/** A text that the service has, and its stanza. */
async function sendTo(jid: Jid, text: string): Promise<WireNode> {
  const ref = await stage.work.run((unit) => stage.book.chatOf(unit, jid))
  const command = { type: 'sendText', clientId: text, chatId: ref.chatId, text } as const
  expect(await stage.outbox.run(command, 'window')).toEqual({ ok: true })
  await stage.quiet()
  const stanza = messages().at(-1)
  if (stanza === undefined) throw new Error('nothing was sent')
  await acknowledge(stanza)
  return stanza
}

interface Wish {
  readonly id: string
  readonly count: number
  readonly from?: Jid
  readonly participant?: Jid
  readonly registration?: number
}

/** Somebody asks; what is sent to them for it. */
async function ask({ id, count, from = ann, participant, registration }: Wish) {
  const before = messages().length
  const bytes = registration ?? (await knownRegistration(participant ?? from)) ?? 0
  const receipt = node(
    'receipt',
    { id, from, type: 'retry', ...(participant === undefined ? {} : { participant }) },
    [
      node('retry', { count: String(count), id, t: '1', v: '1' }),
      node('registration', {}, Uint8Array.of(0, 0, bytes >> 8, bytes & 255)),
    ],
  )
  await stage.work.run((unit) => stage.outbox.takeRetry(unit, receipt))
  await stage.quiet()
  const answers = messages().slice(before)
  for (const answer of answers) await acknowledge(answer)
  expect(stage.broken).toEqual([])
  return answers
}

const knownRegistration = (device: Jid) =>
  stage.work.run((unit) => stage.cipher.registrationId(unit, device))

async function read(stanza: WireNode | undefined) {
  const enc = stanza && child(stanza, 'enc')
  if (enc === undefined) throw new Error('no enc')
  const type = enc.attrs['type'] === 'msg' ? 'msg' : 'pkmsg'
  const { plaintext } = await other
    .work()
    .run((unit) => other.cipher().decrypt(unit, people.me.lid, type, bytesOf(enc)))
  return decodeProto(MessageSchema, unpadMessage(plaintext))
}

describe('a request for a message that could not be read', () => {
  it('is answered to that device alone, in the form of an answer', async () => {
    const { attrs } = await sendTo(ann, 'hello')
    const [answer, more] = await ask({ id: attrs['id'] ?? '', count: 1 })
    expect(more).toBeUndefined()
    expect(answer?.attrs).toEqual({
      id: attrs['id'],
      type: 'text',
      to: ann,
      device_fanout: 'false',
    })
    expect(answer && children(answer).map(({ tag }) => tag)).toContain('enc')
    expect(answer && child(answer, 'enc')?.attrs).toMatchObject({ v: '2', count: '1' })
    expect((await read(answer)).conversation).toBe('hello')
  })

  it('of the fifth time, or of somebody who is on no list, is not answered', async () => {
    const { attrs } = await sendTo(ann, 'hello')
    const id = attrs['id'] ?? ''
    expect(await ask({ id, count: 5 })).toEqual([])
    stage.listed.value = false
    expect(await ask({ id, count: 1 })).toEqual([])
  })

  it('for what was never sent, or to others, is not answered', async () => {
    const { attrs } = await sendTo(people.bob.lid, 'hello')
    expect(await ask({ id: attrs['id'] ?? '', count: 1 })).toEqual([])
    expect(await ask({ id: 'NONE', count: 1 })).toEqual([])
  })

  it('under another registration id, begins a new session', async () => {
    const { attrs } = await sendTo(ann, 'hello')
    const [answer] = await ask({ id: attrs['id'] ?? '', count: 1, registration: 77 })
    expect(stage.renewed).toEqual([ann])
    expect((await read(answer)).conversation).toBe('hello')
  })

  it('for the second time begins a new session, once in an hour', async () => {
    const { attrs } = await sendTo(ann, 'hello')
    const id = attrs['id'] ?? ''
    await ask({ id, count: 1 })
    expect(stage.renewed).toHaveLength(0)
    await ask({ id, count: 2 })
    expect(stage.renewed).toHaveLength(1)
    const { attrs: second } = await sendTo(ann, 'and this')
    await ask({ id: second['id'] ?? '', count: 2 })
    expect(stage.renewed).toHaveLength(1)
    await stage.clock.advance(3_600_000)
    await ask({ id: second['id'] ?? '', count: 2 })
    expect(stage.renewed).toHaveLength(2)
  })

  it('for the third time under the same session, drops what they cannot use', async () => {
    const { attrs } = await sendTo(ann, 'hello')
    const id = attrs['id'] ?? ''
    await ask({ id, count: 2 })
    await ask({ id, count: 2 })
    expect(stage.renewed).toHaveLength(1)
    await ask({ id, count: 3 })
    expect(stage.renewed).toHaveLength(2)
  })

  it('for an edit or a reaction, is made from the message it is about, and dies with it', async () => {
    const stanza = await sendTo(ann, 'hello')
    const ref = await stage.work.run((unit) => stage.book.chatOf(unit, ann))
    const found = await stage.log.find(
      stage.work.reader,
      ref.chatId,
      'me',
      stanza.attrs['id'] ?? '',
    )
    const key = found?.key.join('.') ?? ''
    const { chatId } = ref
    const edit = { type: 'editText', clientId: 'e', chatId, key, text: 'hello you' } as const
    expect(await stage.outbox.run(edit, 'window')).toEqual({ ok: true })
    await stage.quiet()
    const edited = messages().at(-1)
    if (edited === undefined) throw new Error('no edit')
    expect(edited.attrs['edit']).toBe('1')
    await acknowledge(edited)
    const id = edited.attrs['id'] ?? ''
    const [answer] = await ask({ id, count: 1 })
    const control = (await read(answer)).editedMessage?.message?.protocolMessage
    expect(control?.editedMessage?.conversation).toBe('hello you')
    expect(control?.key).toMatchObject({ id: stanza.attrs['id'], fromMe: true })
    for (const { row } of await stage.store.getAll('sent')) expect(row.bytes).toBeUndefined()
    await stage.work.run(async (unit) => {
      if (found !== undefined) await stage.log.remove(unit, found.key)
    })
    expect(await ask({ id, count: 2 })).toEqual([])
  })
})

describe('a request from a group', () => {
  async function withGroup() {
    await stage.work.run(async (unit) => {
      const { chatId } = await stage.book.chatOf(unit, group)
      const members = await Promise.all(
        [people.me.lid, people.ann.lid].map(async (jid) => ({
          contactId: await stage.book.contactOf(unit, jid),
          jid: jid.replace(/:\d+/, ''),
          role: 'member' as const,
        })),
      )
      await stage.book.changeGroup(unit, chatId, () => ({
        jid: group,
        addressing: 'lid',
        members,
        fetchedMs: 1,
      }))
    })
    return sendTo(group, 'to all')
  }

  it('is answered pairwise, with the key, to a member', async () => {
    const { attrs } = await withGroup()
    expect(await stage.cipher.holdersOf(stage.work.reader, group)).toContain(ann)
    const [answer] = await ask({ id: attrs['id'] ?? '', count: 1, from: group, participant: ann })
    expect(answer?.attrs).toEqual({
      id: attrs['id'],
      type: 'text',
      to: group,
      participant: ann,
      addressing_mode: 'lid',
    })
    const message = await read(answer)
    expect(message.conversation).toBe('to all')
    expect(message.senderKeyDistributionMessage?.groupId).toBe(group)
    // The next message brings them the key again.
    expect(await stage.cipher.holdersOf(stage.work.reader, group)).not.toContain(ann)
  })

  it('of somebody who is no member is not answered', async () => {
    const { attrs } = await withGroup()
    const wish = { id: attrs['id'] ?? '', count: 1, from: group, participant: people.bob.lid }
    expect(await ask(wish)).toEqual([])
  })
})

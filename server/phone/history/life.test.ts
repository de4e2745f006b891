import { beforeAll, describe, expect, it } from 'vitest'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import {
  type Conversation,
  type HistorySync,
  HistorySyncSchema,
  type WebMessageInfo,
  WebMessageInfo_StubType as Stub,
} from '../../../web/wire/proto/gen/history_pb.ts'
import { MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import { HistorySyncType } from '../../../web/wire/proto/gen/peerData_pb.ts'
import { contentName, textOfContent, unwrapped } from '../device/messageKind.ts'
import { createBook } from '../people/book.ts'
import type { Person } from '../people/person.ts'
import { type HistoryChunk, historyChunks } from './chunks.ts'
import { lifeSizes } from './life/sizes.ts'
import { UNSAID } from './life/systemLines.ts'
import { TONGUES } from './life/tongues.ts'
import { idOfPlace, placeOfId } from './placeId.ts'
import { type ExpectedMessage, recordOf } from './record.ts'
import type { PastMessage } from './past.ts'
import { type Memory, remember } from './remembered.ts'
import type { HistoryWish } from './wish.ts'

const untilSec = 1_930_000_000
const wish: HistoryWish = { chats: 120, messages: 100, shape: 'life', chunkMessages: 1500 }

/** An owner whom nobody has written to yet. */
function owner(): Person {
  return {
    id: 'phone-1',
    jid: '15550009999@s.whatsapp.net',
    lid: '100000000000009@lid',
    facts: () => ({ name: 'Owner' }),
    device: () => ({ core: { state: { heard: [], sent: [] } } }),
  } as unknown as Person
}

const past = (some: HistoryWish, seed = 1): Memory =>
  remember(createBook([]), owner(), { wish: some, seed, untilSec })

interface Sent {
  readonly chunk: HistoryChunk
  readonly history: HistorySync
}

async function send(some: HistoryWish, seed = 1): Promise<Sent[]> {
  const sent: Sent[] = []
  for (const chunk of historyChunks(past(some, seed), some)) {
    sent.push({ chunk, history: decodeProto(HistorySyncSchema, await chunk.build()) })
  }
  return sent
}

interface Told {
  readonly conversation: Conversation
  readonly info: WebMessageInfo
}

const messagesOf = (sent: readonly Sent[]): Told[] =>
  sent.flatMap(({ history }) =>
    history.conversations.flatMap((conversation) =>
      conversation.messages.flatMap(({ message: info }) =>
        info === undefined ? [] : [{ conversation, info }],
      ),
    ),
  )

const idsOf = (sent: readonly Sent[]): string[] =>
  messagesOf(sent).map(({ info }) => info.key?.id ?? '')

let sent: Sent[]
beforeAll(async () => {
  sent = await send(wish)
}, 60_000)

it('the same seed gives the same bytes, another seed others', async () => {
  const bytes = async (seed: number): Promise<string[]> => {
    const made: string[] = []
    for (const chunk of historyChunks(past(wish, seed), wish).slice(0, 5)) {
      made.push(Buffer.from(await chunk.build()).toString('base64'))
    }
    return made
  }
  const first = await bytes(1)
  expect(await bytes(1)).toEqual(first)
  expect(await bytes(2)).not.toEqual(first)
})

it('a message is the same whether it is made alone or with others', () => {
  const memory = past(wish)
  const chat = memory.chats.find(({ count }) => count > 300)
  const all = chat?.messages() ?? []
  for (const at of [0, 1, 77, 255, 299]) expect(chat?.messages(at, at + 1)).toEqual([all[at]])
})

it('every message comes once, the newest first, and all of them together are as many as wished', () => {
  const ids = idsOf(sent)
  expect(ids).toHaveLength(120 * 100)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { history } of sent) {
    for (const { messages } of history.conversations) {
      const times = messages.map(({ message }) => Number(message?.messageTimestamp))
      expect(times).toEqual(times.toSorted((a, b) => b - a))
    }
  }
})

it('chats are as long as in life: a few have most of it', () => {
  const sizes = lifeSizes({ seed: 1, chats: 1000, total: 100_000, longest: 20_000 })
  const down = sizes.toSorted((a, b) => b - a)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100_000)
  expect(down[0]).toBe(20_000)
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2)
  const ofTheFirst = down.slice(0, 100).reduce((sum, size) => sum + size, 0)
  expect(ofTheFirst).toBeGreaterThan(50_000)
  expect(down[500]).toBeLessThan(40)
})

it.each([
  { chats: 1, total: 500, longest: 500 },
  { chats: 3, total: 10, longest: 100 },
  { chats: 40, total: 2000, longest: 60 },
])('sizes keep their sum: %o', ({ chats, total, longest }) => {
  const sizes = lifeSizes({ seed: 5, chats, total, longest })
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(longest)
})

describe('shapes', () => {
  /** Messages of some pasts until nothing more is looked for. */
  function lookThrough(some: HistoryWish, isDone: (message: PastMessage) => boolean): void {
    for (const seed of [1, 2, 3]) {
      for (const chat of past(some, seed).chats) {
        if (chat.messages().some(isDone)) return
      }
    }
  }

  it('has every kind of line, of both kinds of chats', () => {
    const stubs = new Set<number>()
    const known = Object.values(Stub)
    lookThrough({ ...wish, chats: 60, messages: 900 }, ({ messageStubType }) => {
      if (messageStubType !== undefined) stubs.add(messageStubType)
      return stubs.size > known.length
    })
    expect(known.filter((stub) => !stubs.has(stub))).toEqual([])
    expect([...stubs].filter((stub) => !known.some((one) => one === stub))).toEqual([999])
  })

  it('has every content that history can have', () => {
    // Never in a history: keys, what only live devices say, what other builds wrap.
    const never = [
      'senderKeyDistributionMessage',
      'fastRatchetKeySenderKeyDistributionMessage',
      'messageContextInfo',
      'deviceSentMessage',
      'call',
      'encReactionMessage',
      'secretEncryptedMessage',
      'keepInChatMessage',
      'pollCreationMessageV2',
      'pollCreationMessageV4',
      'pollCreationMessageV5',
      'pollCreationMessageV6',
      'pollResultSnapshotMessageV3',
      'eventCoverImage',
      'statusMentionMessage',
      'pollCreationOptionImageMessage',
      'associatedChildMessage',
      'groupStatusMentionMessage',
      'groupStatusMessage',
      'groupStatusMessageV2',
      'limitSharingMessage',
      'questionReplyMessage',
    ]
    const sought = MessageSchema.fields
      .map(({ name }) => name)
      .filter((name) => !never.includes(name))
      .concat('unknown')
    const found = new Set<string>()
    lookThrough({ ...wish, messages: 400 }, ({ message }) => {
      if (message === undefined) return false
      found.add(contentName(message)).add(contentName(unwrapped(message)))
      return found.size >= sought.length
    })
    expect(sought.filter((name) => !found.has(name))).toEqual([])
  })

  it('has scripts, long texts, quotes, mentions, stars, reactions, receipts and votes', () => {
    const infos = messagesOf(sent).map(({ info }) => info)
    const texts = infos.map(({ message }) => (message ? textOfContent(message) : ''))
    for (const { words } of TONGUES) {
      const [rare] = words.toSorted((a, b) => b.length - a.length)
      expect(texts.some((text) => text.includes(rare ?? ''))).toBe(true)
    }
    expect(texts.some((text) => text.length > 4000)).toBe(true)
    expect(texts.some((text) => text.includes('<script>'))).toBe(true)
    const contexts = infos.map(({ message }) => message?.extendedTextMessage?.contextInfo)
    expect(contexts.some((context) => context?.quotedMessage)).toBe(true)
    expect(contexts.some((context) => (context?.mentionedJid.length ?? 0) > 0)).toBe(true)
    expect(contexts.some((context) => context?.isForwarded)).toBe(true)
    expect(infos.some(({ starred }) => starred)).toBe(true)
    expect(infos.some(({ reactions }) => reactions.length > 1)).toBe(true)
    expect(infos.some(({ userReceipt }) => userReceipt.length > 2)).toBe(true)
    expect(infos.some(({ pollUpdates }) => pollUpdates.length > 0)).toBe(true)
  })

  it('has chats by LID, by number, of both, notes to oneself, and large groups', () => {
    const memory = past({ ...wish, chats: 600, messages: 10 })
    const { chats, people } = memory
    expect(chats.filter(({ id }) => id.endsWith('@lid')).length).toBeGreaterThan(200)
    expect(chats.filter(({ id }) => id.endsWith('@s.whatsapp.net')).length).toBeGreaterThan(60)
    const groups = chats.filter(({ isGroup }) => isGroup)
    expect(groups.length).toBeGreaterThan(40)
    expect(Math.max(...groups.map((group) => group.people.length))).toBeGreaterThan(100)
    expect(chats.filter(({ people: others }) => others.length === 0)).toHaveLength(1)
    expect(people.some(({ isSaved }) => isSaved === false)).toBe(true)
  })

  it('some numbers are told only behind the first history, after chats under both addresses', async () => {
    const many = await send({ ...wish, chats: 300, messages: 40 })
    const types = many.map(({ chunk }) => chunk.syncType)
    const behind = many[types.indexOf(HistorySyncType.NON_BLOCKING_DATA)]?.history
    const first = many[types.indexOf(HistorySyncType.INITIAL_BOOTSTRAP)]?.history
    const told = new Set(first?.phoneNumberToLidMappings.map(({ lidJid }) => lidJid))
    const late = behind?.phoneNumberToLidMappings.filter(({ lidJid }) => !told.has(lidJid)) ?? []
    expect(late.length).toBeGreaterThan(20)
    expect(types.lastIndexOf(HistorySyncType.RECENT)).toBeGreaterThan(
      types.indexOf(HistorySyncType.NON_BLOCKING_DATA),
    )
    const names = new Set(messagesOf(many).map(({ conversation }) => conversation.id))
    const both = behind?.phoneNumberToLidMappings.filter(
      ({ pnJid, lidJid }) => names.has(pnJid) && names.has(lidJid),
    )
    expect(both?.length).toBeGreaterThan(2)
    expect(behind?.pastParticipants.length).toBeGreaterThan(0)
  })

  it('some messages under a timer are gone when the companion comes, others are about to go', () => {
    const record = recordOf(past(wish), wish)
    const expiries = [...record.chats()].flatMap(({ chat }) =>
      [...record.expected(chat)].flatMap(({ expiresMs }) => expiresMs ?? []),
    )
    expect(expiries.some((atMs) => atMs < untilSec * 1000)).toBe(true)
    expect(expiries.some((atMs) => atMs > untilSec * 1000)).toBe(true)
  })

  it('some messages are of the same second', () => {
    const memory = past(wish)
    const times = memory.chats[2]?.messages().map(({ messageTimestamp }) => messageTimestamp) ?? []
    expect(times.filter((time, at) => time === times[at - 1]).length).toBeGreaterThan(20)
  })

  it('has status posts, own ones with receipts', () => {
    const posts = sent.flatMap(({ history }) => history.statusV3Messages)
    expect(posts).toHaveLength(24)
    const own = posts.filter(({ key }) => key?.fromMe)
    expect(own.every(({ userReceipt }) => userReceipt.length > 0)).toBe(true)
  })
})

describe('the record', () => {
  /** Lines as they follow from the chunks alone, applied as chapter 05 says. */
  function linesIn(from: readonly Sent[]): Map<string, Omit<ExpectedMessage, 'place' | 'chat'>> {
    const infos = new Map(messagesOf(from).map(({ info }) => [info.key?.id ?? '', info]))
    const revoked = new Set<string>()
    const edits = new Map<string, string>()
    const reacted = new Map<string, string>()
    for (const { message } of infos.values()) {
      const control = message?.editedMessage?.message?.protocolMessage ?? message?.protocolMessage
      const reaction = message?.reactionMessage
      if (reaction) reacted.set(reaction.key?.id ?? '', reaction.text)
      if (control?.editedMessage) {
        edits.set(control.key?.id ?? '', textOfContent(control.editedMessage))
      } else if (control) revoked.add(control.key?.id ?? '')
    }
    const lines = new Map<string, Omit<ExpectedMessage, 'place' | 'chat'>>()
    for (const [id, info] of infos) {
      const { message, messageStubType: stub, key } = info
      const isChange =
        message?.protocolMessage ?? message?.editedMessage ?? message?.reactionMessage
      if (isChange || (message === undefined && UNSAID.includes(stub))) continue
      const isRevoked = revoked.has(id) || stub === Stub.REVOKE
      const atMs = Number(info.messageTimestamp) * 1000
      const given = new Map(
        info.reactions.map((one) => [
          one.key?.fromMe ? 'me' : (one.key?.participant ?? ''),
          one.text,
        ]),
      )
      const count = given.size + (reacted.has(id) ? 1 : 0)
      lines.set(id, {
        id,
        author: key?.fromMe ? 'me' : key?.participant || (key?.remoteJid ?? ''),
        fromMe: key?.fromMe === true,
        atMs,
        kind: isRevoked ? 'revoked' : message ? contentName(unwrapped(message)) : 'system',
        text: isRevoked || !message ? '' : (edits.get(id) ?? textOfContent(message)),
        ...(message === undefined && !isRevoked ? { stub } : {}),
        edited: edits.has(id),
        starred: info.starred && !isRevoked,
        ...(info.ephemeralDuration > 0 ? { expiresMs: atMs + info.ephemeralDuration * 1000 } : {}),
        reactions: isRevoked
          ? []
          : Array.from({ length: count }, () => ({ author: '', emoji: '' })),
      })
    }
    return lines
  }

  it.each<[string, HistoryWish]>([
    ['in a life', wish],
    ['in a small account', { chats: 12, messages: 40 }],
    ['shuffled, with pieces twice', { ...wish, shuffled: true, duplicates: 0.4 }],
    ['with an older half', { ...wish, full: true }],
    ['with some kept back', { ...wish, onDemand: 50 }],
  ])('is what the chunks hold: %s', async (_name, some) => {
    const told = some === wish ? sent : await send(some)
    const lines = linesIn(told)
    const record = recordOf(past(some), some)
    let count = 0
    for (const { chat } of record.chats()) {
      let before: ExpectedMessage | undefined
      for (const expected of record.expected(chat)) {
        const line = lines.get(expected.id)
        const { place: _place, chat: _chat, reactions, ...rest } = expected
        const { reactions: found = [], ...shown } = line ?? {}
        expect(rest).toEqual(shown)
        // Two reactions of one person are one.
        expect(found.length - reactions.length).toBeLessThanOrEqual(1)
        expect(expected.atMs).toBeGreaterThanOrEqual(before?.atMs ?? 0)
        before = expected
        count++
      }
    }
    expect(count).toBe(lines.size)
    expect(record.counts.sent).toBe(new Set(idsOf(told)).size)
  })

  it('wishes for disorder are granted', async () => {
    const some = { ...wish, shuffled: true, duplicates: 0.4 }
    const told = await send(some)
    const ids = idsOf(told)
    expect(ids.length).toBeGreaterThan(new Set(ids).size * 1.1)
    const orders = told
      .filter(({ chunk }) => chunk.syncType === HistorySyncType.RECENT)
      .map(({ chunk }) => chunk.order)
    expect(orders).not.toEqual(orders.toSorted((a, b) => a - b))
    const [first] =
      told.find(({ chunk }) => chunk.syncType === HistorySyncType.RECENT)?.history.conversations ??
      []
    const times = first?.messages.map(({ message }) => Number(message?.messageTimestamp)) ?? []
    expect(times).not.toEqual(times.toSorted((a, b) => b - a))
  })

  it('an older half comes as FULL, behind the rest', async () => {
    const types = (await send({ ...wish, full: true })).map(({ chunk }) => chunk.syncType)
    expect(types.filter((type) => type === HistorySyncType.FULL).length).toBeGreaterThan(1)
    expect(types.lastIndexOf(HistorySyncType.RECENT)).toBeLessThan(
      types.indexOf(HistorySyncType.FULL),
    )
  })
})

describe('ids of places', () => {
  it('lead back to their place, for every form, and only for their seed', () => {
    const forms = new Set<number>()
    for (let at = 0; at < 500; at++) {
      const place = { chat: (at * 7919) % 10_000, at: at * 401 }
      const id = idOfPlace(9, place)
      forms.add(id.length)
      expect(id).toMatch(/^(3A|AC|3EB0)[0-9A-F]+$/)
      expect(placeOfId(9, id)).toEqual(place)
      expect(placeOfId(10, id)).toBeUndefined()
    }
    expect([...forms].toSorted((a, b) => a - b)).toEqual([20, 22, 32])
    expect(placeOfId(9, '3EB0000102030405060708')).toBeUndefined()
    expect(placeOfId(9, 'no id')).toBeUndefined()
  })
})

it('a large past takes little memory, and holds nobody up', async () => {
  const some = { chats: 3000, messages: 60, longest: 20_000 }
  const memory = past(some)
  const chunks = historyChunks(memory, some)
  const before = process.memoryUsage().arrayBuffers
  let largest = 0
  let turns = 0
  const turn = (): void => void (turns++, (next = setImmediate(turn)))
  let next = setImmediate(turn)
  for (const chunk of chunks.slice(0, 4)) {
    largest = Math.max(largest, (await chunk.build()).length)
  }
  clearImmediate(next)
  expect(memory.chats).toHaveLength(3000)
  expect(largest).toBeGreaterThan(100_000)
  expect(largest).toBeLessThan(10 * 1024 * 1024)
  // What was made lies in no list: only what is being sent is there.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024)
  expect(turns).toBeGreaterThan(20)
}, 60_000)

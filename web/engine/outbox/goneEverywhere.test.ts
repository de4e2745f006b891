import { beforeEach, describe, expect, it } from 'vitest'
import { openOutboxStage } from '../../../e2e/node/outboxStage.ts'
import { encoded, people } from '../../../e2e/node/talkRooms.ts'
import type { TalkCommand } from '../../bridge/contract.ts'
import { utf8Encode } from '../../crypto/bytes.ts'
import { seededRandom, settle } from '../../platform/fakes.ts'
import type { StoreName } from '../../storage/rows.ts'
import { type Message, ProtocolMessage_Type } from '../../wire/proto/gen/message_pb.ts'
import type { Init } from '../../wire/proto/schema.ts'
import { type AccountFacts } from '../account/accountFacts.ts'
import { createExpiry } from '../chats/expiry.ts'
import { createLocalActs, isLocalAct } from '../chats/localActs.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import { makeParty } from '../cipher/testParty.ts'

const ann = people.ann.lid
const word = 'quicksilver'
const keptSec = 600

/** All of them: the compiler misses one that is not named. */
const stores: Readonly<Record<StoreName, true>> = {
  account: true,
  preKeys: true,
  signedPreKeys: true,
  identities: true,
  addresses: true,
  sessions: true,
  archivedSessions: true,
  senderKeys: true,
  ownSenderKeys: true,
  peers: true,
  deviceLists: true,
  chats: true,
  movedChats: true,
  streams: true,
  chatAddresses: true,
  contacts: true,
  movedContacts: true,
  contactAddresses: true,
  groups: true,
  messages: true,
  messageIds: true,
  receipts: true,
  starred: true,
  expiries: true,
  outbox: true,
  sent: true,
  retries: true,
  acts: true,
  historyChunks: true,
  pictures: true,
  drafts: true,
  waiting: true,
  pages: true,
  directory: true,
  journal: true,
  damagedPages: true,
  historyBlobs: true,
  historyKept: true,
  searchSegments: true,
  searchQueue: true,
  searchHeads: true,
}

let stage: Awaited<ReturnType<typeof openOutboxStage>>
let chatId: number
let expiry: ReturnType<typeof createExpiry>

beforeEach(async () => {
  stage = await openOutboxStage(await makeParty(ann, seededRandom(5)))
  const { work, log, clock, book, content } = stage
  chatId = (await work.run((unit) => book.chatOf(unit, ann))).chatId
  const sweepWaiting: typeof content.waiting.sweep = (unit) => content.waiting.sweep(unit)
  expiry = createExpiry({
    work,
    log,
    clock,
    sweepWaiting,
    onError: (cause) => expect(cause).toBe(''),
  })
  expiry.start()
  return () => expiry.stop()
})

/** The stores in which some row says the word a few seconds later, once everything is decoded. */
async function storesThatSay(): Promise<string[]> {
  await stage.clock.advance(6_000)
  await settle()
  await stage.work.idle()
  const bytes = utf8Encode(word).join()
  const says = (value: unknown): boolean => {
    if (typeof value === 'string') return value.includes(word)
    if (value instanceof Uint8Array) return value.join().includes(bytes)
    if (typeof value !== 'object' || value === null) return false
    return Object.values(value).some(says)
  }
  const found: string[] = []
  for (const store of Object.keys(stores) as StoreName[]) {
    if ((await stage.store.getAll(store)).some(({ row }) => says(row))) found.push(store)
  }
  return found.toSorted()
}

async function run(command: TalkCommand): Promise<void> {
  const { work, book, log, clock, outbox } = stage
  const facts = {} as AccountFacts
  const watch = () => {}
  const acts = createLocalActs({ work, book, log, facts, clock, watch, onSettings: watch })
  const result = isLocalAct(command)
    ? acts.run(command, 'w')
    : outbox.run(command as Parameters<typeof outbox.run>[0], 'w')
  expect(await result).toEqual({ ok: true })
  await stage.quiet()
}

async function newest(): Promise<string> {
  const [found] = await stage.log.older(stage.work.reader, chatId, 1)
  if (found === undefined) throw new Error('nothing was stored')
  return messageKeyText(found.key)
}

/** A message of Ann's arrives. */
async function hear(id: string, message: Init<Message>, atMs = stage.clock.now()): Promise<void> {
  await stage.work.run(async (unit) => {
    const ref = await stage.book.chatOf(unit, ann)
    const author = await stage.book.contactOf(unit, ann)
    const envelope = { ref, chat: ann, author, id, atMs, source: 'live', senderJid: ann } as const
    await stage.content.apply(unit, envelope, encoded(message))
  })
}

const name = (id: string) => ({ remoteJid: ann, id, fromMe: true })
const lasting = { text: `say ${word}`, contextInfo: { expiration: keptSec } }
const edit = (id: string): Init<Message> => ({
  protocolMessage: {
    type: ProtocolMessage_Type.MESSAGE_EDIT,
    key: name(id),
    editedMessage: { extendedTextMessage: lasting },
    timestampMs: 5n,
  },
})
const revoke = (id: string): Init<Message> => ({
  protocolMessage: { type: ProtocolMessage_Type.REVOKE, key: name(id) },
})

const say = (clientId: string, text = `say ${word}`) =>
  run({ type: 'sendText', clientId, chatId, text })

const drop = (key: string, forAll: boolean) =>
  run({ type: 'deleteMessages', clientId: `d ${key}`, chatId, keys: [key], forAll })

describe('what is gone', () => {
  it('is in no store after it was sent, edited, being edited, and deleted for oneself', async () => {
    await say('c1')
    const key = await newest()
    await run({ type: 'editText', clientId: 'c2', chatId, key, text: `${word} again` })
    await run({ type: 'setDraft', chatId, draft: { text: `${word} draft`, edits: key } })
    expect(await storesThatSay()).toEqual(['chats', 'drafts', 'pages'])
    await drop(key, false)
    expect(await storesThatSay()).toEqual([])
    // The window has not heard of it yet.
    await run({ type: 'setDraft', chatId, draft: { text: `${word} draft`, edits: key } })
    expect(await storesThatSay()).toEqual([])
  })

  it('is in no store after it was deleted for all, while a draft answers or changes it', async () => {
    await say('c1')
    const key = await newest()
    await run({ type: 'setDraft', chatId, draft: { text: 'answer', quote: key } })
    await drop(key, true)
    expect(await storesThatSay()).toEqual([])
    expect(await stage.store.get('drafts', chatId)).toMatchObject({ text: 'answer' })
    expect(await stage.store.get('drafts', chatId)).not.toHaveProperty('quote')
  })

  it('is in no store after others took it back, whichever of its parts came first', async () => {
    await hear('A', { extendedTextMessage: lasting })
    await hear('E1', edit('A'))
    await hear('R1', revoke('A'))
    expect(await storesThatSay()).toEqual([])
    await hear('E2', edit('B'))
    expect(await storesThatSay()).toEqual(['waiting'])
    const takenBackMs = stage.clock.now()
    await hear('R2', revoke('B'))
    expect(await storesThatSay()).toEqual([])
    await hear('E3', edit('B'), takenBackMs)
    expect(await storesThatSay()).toEqual([])
  })

  it('is in no store a minute after it expired, not even what waits for it or was to be sent', async () => {
    const { clock, outbox, work, book } = stage
    await work.run((unit) =>
      book.changeChat(unit, chatId, (row) => ({ ...row, disappearingSec: keptSec })),
    )
    outbox.lost()
    await say('c1')
    const key = await newest()
    await run({ type: 'editText', clientId: 'c2', chatId, key, text: `${word} again` })
    await run({ type: 'setDraft', chatId, draft: { text: `${word} draft`, edits: key } })
    await hear('A', { extendedTextMessage: lasting })
    await hear('E', edit('never came'))
    expect(await storesThatSay()).toEqual(['chats', 'drafts', 'pages', 'waiting'])
    await clock.advance(keptSec * 1000 + 60_000)
    await settle()
    await work.idle()
    expect(await storesThatSay()).toEqual([])
    expect((await stage.store.getAll('outbox')).filter(({ row }) => row.message)).toEqual([])
  })

  it('that expired before it came takes with it what waited for it', async () => {
    const { clock } = stage
    const sentMs = clock.now() - keptSec * 1000 - 5000
    await hear('E', { ...edit('A') }, sentMs + 10_000)
    expect(await storesThatSay()).toEqual(['waiting'])
    await hear('A', { extendedTextMessage: lasting }, sentMs)
    expect(await storesThatSay()).toEqual([])
  })
})

describe('a message that was not encrypted yet', () => {
  it.each([false, true])('is not sent once it was deleted (for all: %s)', async (forAll) => {
    stage.outbox.lost()
    await say('c1')
    expect(await stage.store.count('outbox')).toBe(1)
    await drop(await newest(), forAll)
    expect(await stage.store.count('outbox')).toBe(0)
    expect(stage.sent.filter(({ tag }) => tag === 'message')).toEqual([])
  })

  it('is left to the service once it was handed over', async () => {
    await say('c1')
    await drop(await newest(), false)
    expect(await stage.store.count('outbox')).toBe(1)
  })
})

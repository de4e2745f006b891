import type { Clock } from '../../platform/platform.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { isGroup, STATUS } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { type IncomingReceipt, parseReceipt } from '../../wire/stanza/incomingReceipt.ts'
import type { Book } from '../chats/book.ts'
import { compareMessages } from '../chats/messageKey.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Content } from './applyContent.ts'
import { type Reached, recordReached } from './ticks.ts'

/** What others, and one's own other devices, say about messages that reached them. */
export interface ReceiptsIn {
  /**
   * Takes `<receipt>`: ticks of one's own messages, the read mark of a chat read elsewhere. Requests
   * to send again are passed on to the outbox. Throws StanzaError.
   */
  take(unit: UnitOfWork, stanza: WireNode): Promise<void>
}

/** How far back a message is looked for that was read elsewhere and whose author is not told. */
const LOOK_BACK = 200

/** Receipts that wait for one message: two or three of each member of the largest group. */
const MOST_WAITING = 3_072

const steps: Readonly<Record<string, Reached['step']>> = {
  '': 'delivered',
  inactive: 'delivered',
  read: 'read',
  played: 'played',
}

const readElsewhere = ['read', 'read-self', 'played', 'played-self']

export function createReceiptsIn(parts: {
  readonly clock: Pick<Clock, 'now'>
  readonly book: Book
  readonly log: MessageLog
  readonly content: Pick<Content, 'waiting'>
  readonly outbox: Pick<Outbox, 'takeRetry'>
}): ReceiptsIn {
  const { clock, book, log } = parts

  /** Somebody got or read messages of ours. */
  async function takeReached(unit: UnitOfWork, receipt: IncomingReceipt): Promise<void> {
    const { from, participant, ids, readers, timeSec } = receipt
    const step = steps[receipt.type]
    if (step === undefined) return
    const isShared = isGroup(from) || from === STATUS || from.endsWith('@broadcast')
    const reader = isShared ? participant : from
    const chatJid = isShared ? from : (receipt.recipient ?? from)
    const atMs = timeSec === undefined ? clock.now() : timeSec * 1000
    const all = [
      ...(reader === undefined || readers.length > 0
        ? []
        : ids.map((id) => ({ id, reader, atMs }))),
      ...readers.map(({ id, user, timeSec: at }) => ({
        id,
        reader: user,
        atMs: at === undefined ? atMs : at * 1000,
      })),
    ]
    const chat = await book.findChat(unit, chatJid)
    if (chat === undefined) return
    for (const one of all) {
      if (book.isMe(one.reader)) continue
      const reached = { contactId: await book.contactOf(unit, one.reader), step, atMs: one.atMs }
      await reach(unit, chat.chatId, one.id, reached)
    }
  }

  async function reach(unit: UnitOfWork, chatId: number, id: string, reached: Reached) {
    const found = await log.find(unit, chatId, 'me', id)
    if (found !== undefined) return recordReached(unit, parts, found.key, [reached])
    // Another own device wrote it, and its copy for this one is still on the way.
    const awaited = { chatId, author: 'me', id } as const
    await parts.content.waiting.add(unit, awaited, (entry) => ({
      ...entry,
      receipts: withReached(entry.receipts ?? [], reached),
    }))
  }

  /** Another device of one's own showed messages to the person. */
  async function takeReadElsewhere(unit: UnitOfWork, { from, recipient, ids }: IncomingReceipt) {
    const chat = await book.findChat(unit, recipient ?? from)
    if (chat === undefined) return
    let newest: MessageKey | undefined
    for (const id of ids) {
      const key = await findByOthers(unit, chat.chatId, id)
      if (key === undefined) continue
      if (newest === undefined || compareMessages(newest, key) < 0) newest = key
    }
    if (newest !== undefined) await log.seen(unit, chat.chatId, newest)
  }

  async function findByOthers(unit: UnitOfWork, chatId: number, id: string) {
    const contactId = (await book.chat(unit, chatId))?.row.contactId
    if (contactId !== undefined) return (await log.find(unit, chatId, contactId, id))?.key
    const newest = await log.older(unit, chatId, LOOK_BACK)
    return newest.find(({ row }) => row.id === id && row.author !== 'me')?.key
  }

  return {
    async take(unit, stanza) {
      const receipt = parseReceipt(stanza)
      const { type, from, participant } = receipt
      if (type === 'retry') return parts.outbox.takeRetry(unit, stanza)
      if (isOwnReader(book, participant ?? from)) {
        if (readElsewhere.includes(type)) await takeReadElsewhere(unit, receipt)
        return
      }
      await takeReached(unit, receipt)
    },
  }
}

/** Each step of each reader once, and of no more readers than a group can have. */
function withReached(known: readonly Reached[], reached: Reached): readonly Reached[] {
  const isKnown = known.some(
    ({ contactId, step }) => contactId === reached.contactId && step === reached.step,
  )
  return isKnown || known.length >= MOST_WAITING ? known : [...known, reached]
}

function isOwnReader(book: Book, reader: Jid): boolean {
  return book.isMe(reader)
}

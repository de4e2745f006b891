import { manualClock, seededRandom } from '../../web/platform/fakes.ts'
import { type AccountStore } from '../../web/storage/accountStore.ts'
import { openTestStore } from '../../web/storage/testStore.ts'
import { type Jid, parseJid } from '../../web/wire/jid.ts'
import { encodeProto } from '../../web/wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../web/wire/proto/gen/message_pb.ts'
import type { Init } from '../../web/wire/proto/schema.ts'
import { createBook } from '../../web/engine/chats/createBook.ts'
import { createLog } from '../../web/engine/chats/createLog.ts'
import { createWork } from '../../web/engine/work/createWork.ts'
import { createContent } from '../../web/engine/inbox/applyContent.ts'

/** For tests: who owns the account, and three people, by both of their addresses. */
export const people = {
  me: { pn: parseJid('15550001111:7@s.whatsapp.net'), lid: parseJid('100000000000001:7@lid') },
  ann: { pn: parseJid('15550002222@s.whatsapp.net'), lid: parseJid('100000000000002@lid') },
  bob: { pn: parseJid('15550003333@s.whatsapp.net'), lid: parseJid('100000000000003@lid') },
  cid: { pn: parseJid('15550004444@s.whatsapp.net'), lid: parseJid('100000000000004@lid') },
} as const

export const group = parseJid('120363000000000001@g.us')

/** 2026-01-01, in milliseconds. */
export const startMs = 1_767_225_600_000

/** For tests: the rooms that content passes through, over a real store. */
export async function openRooms(changes: { readonly store?: AccountStore } = {}) {
  const opened = changes.store === undefined ? await openTestStore() : undefined
  const store = changes.store ?? opened?.store
  if (store === undefined) throw new Error('a store is opened or given')
  const clock = manualClock(startMs)
  const randomBytes = seededRandom(3)
  const own = (): { readonly pn: Jid; readonly lid: Jid } => people.me
  const addressKey = (address: string) => store.addressKey(address)
  const work = createWork({ store, clock, randomBytes })
  const book = createBook({ addressKey, own })
  const log = createLog({ addressKey, book })
  const content = createContent({ clock, store, book, log, own })
  return { store, clock, randomBytes, own, work, book, log, content, reopen: opened?.reopen }
}

export type Rooms = Awaited<ReturnType<typeof openRooms>>

export function encoded(message: Init<Message>): Uint8Array {
  return encodeProto(MessageSchema, message)
}

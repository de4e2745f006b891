import { manualClock, type ManualClock } from '../../web/platform/fakes.ts'
import type { AccountStore } from '../../web/storage/accountStore.ts'
import { openTestStore } from '../../web/storage/testStore.ts'
import { parseJid } from '../../web/wire/jid.ts'
import { encodeProto } from '../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../web/wire/proto/gen/message_pb.ts'
import { createWork } from '../../web/engine/work/createWork.ts'
import type { Work } from '../../web/engine/work/work.ts'
import type { Book } from '../../web/engine/chats/book.ts'
import { createBook } from '../../web/engine/chats/createBook.ts'
import { createLog } from '../../web/engine/chats/createLog.ts'
import type { MessageLog } from '../../web/engine/chats/log.ts'

/** For tests: the rooms that keep conversations, on a store in memory. */
export interface FakeTalk {
  readonly store: AccountStore
  readonly work: Work
  readonly book: Book
  readonly log: MessageLog
  readonly clock: ManualClock
  readonly idb: IDBFactory
  /** The same rooms of a new engine on what is stored. */
  readonly restart: () => Promise<FakeTalk>
}

/** Addresses of the person of this account. */
export const ME = { pn: parseJid('15550000001@s.whatsapp.net'), lid: parseJid('90000001@lid') }

/** For tests: a new account that is linked as `ME`. */
export async function openFakeTalk(): Promise<FakeTalk> {
  const { store, options, reopen } = await openTestStore()
  const row = { pn: ME.pn, lid: ME.lid }
  await store.commit([
    { put: 'addresses', key: await store.addressKey(ME.pn), row },
    { put: 'addresses', key: await store.addressKey(ME.lid), row },
  ])
  return await roomsOn(store, reopen, manualClock(), options.idb)
}

async function roomsOn(
  store: AccountStore,
  reopen: () => Promise<AccountStore>,
  clock: ManualClock,
  idb: IDBFactory,
): Promise<FakeTalk> {
  let made = 0
  const randomBytes = (length: number) => new Uint8Array(length).fill((made += 1))
  const addressKey = (text: string) => store.addressKey(text)
  const book = createBook({ addressKey, own: () => ME })
  const restart = async () => {
    store.close()
    return await roomsOn(await reopen(), reopen, clock, idb)
  }
  return {
    store,
    work: createWork({ store, clock, randomBytes }),
    book,
    log: createLog({ addressKey, book }),
    clock,
    idb,
    restart,
  }
}

/** For tests: bytes of a plain text message. */
export function textBytes(text: string): Uint8Array {
  return encodeProto(MessageSchema, { conversation: text })
}

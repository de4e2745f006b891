import { isAddressKey } from './addressKey.ts'
import { StorageError } from './errors.ts'
import type { AccountKey, StoreName } from './rows.ts'

const ACCOUNT_KEYS: Readonly<Record<AccountKey, true>> = {
  device: true,
  session: true,
  profile: true,
  routing: true,
  doubt: true,
  ended: true,
  moved: true,
  ban: true,
  version: true,
  keyCare: true,
  settings: true,
  chatsHead: true,
  chatOrder: true,
  nctSalt: true,
  historyProgress: true,
  groupsFetched: true,
  keyShares: true,
  freeing: true,
  ids: true,
  writer: true,
  pages: true,
  mediaNonce: true,
}

const isId = (key: unknown) => typeof key === 'number' && Number.isSafeInteger(key) && key >= 0

/** Numbers in a row: places of messages and times of their end. */
const isPlace = (length: number) => (key: unknown) =>
  Array.isArray(key) && key.length === length && key.every(isId)

const isMessageKey = isPlace(3)

/** Every other store takes keyed hashes and nothing else. */
const FITS: Readonly<Partial<Record<StoreName, (key: unknown) => boolean>>> = {
  account: (key) => typeof key === 'string' && Object.hasOwn(ACCOUNT_KEYS, key),
  preKeys: isId,
  signedPreKeys: isId,
  chats: isId,
  movedChats: isId,
  streams: isId,
  contacts: isId,
  movedContacts: isId,
  groups: isId,
  messages: isMessageKey,
  receipts: isMessageKey,
  starred: isMessageKey,
  expiries: isPlace(2),
  outbox: isId,
  historyChunks: isId,
  drafts: isId,
  pages: isMessageKey,
  directory: isMessageKey,
  journal: isId,
  damagedPages: isMessageKey,
  historyBlobs: isPlace(2),
  historyKept: isId,
  searchSegments: isPlace(2),
  searchQueue: isId,
  searchHeads: isId,
}

/**
 * Throws StorageError 'bad-write' unless the key has the form that its store allows. Keys lie in
 * clear, so this is the guard that no address, number or name ever becomes one.
 */
export function requireKey(store: StoreName, key: unknown): void {
  const fits = FITS[store] ?? isAddressKey
  if (!fits(key)) throw new StorageError('bad-write', `${store}: not a key of this store`)
}

import type { PartSize, StorageView } from '../../bridge/archive.ts'
import type { StorageFacts } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { measureRows, type RowSizes } from '../../storage/measureRows.ts'
import type { StoreName } from '../../storage/rows.ts'
import type { ChatSizes } from './chatSizes.ts'

export interface StoragePartsOf {
  readonly store: AccountStore
  readonly sizes: ChatSizes
  readonly breathe: () => Promise<void>
  readonly storageFacts?: (() => Promise<StorageFacts>) | undefined
}

/** Everything that is stored here, by part, and what the browser says of its room. Throws StorageError. */
export async function storageParts(parts: StoragePartsOf): Promise<StorageView> {
  const { store, sizes, breathe } = parts
  const measure = (name: StoreName, seen?: Parameters<typeof measureRows>[3]) =>
    measureRows(store, name, breathe, seen)
  const chunks = new Set<unknown>()
  const facts = await parts.storageFacts?.()
  const chats = await sizes.list('bytes')
  const besides = [
    await measure('directory'),
    await measure('journal'),
    await measure('receipts'),
    await measure('damagedPages'),
  ]
  const index = [
    await measure('searchSegments'),
    await measure('searchQueue'),
    await measure('searchHeads'),
  ]
  const waiting = await measure('historyBlobs', (keys) => {
    for (const key of keys) if (typeof key === 'object') chunks.add(key[0])
  })
  return {
    ...(facts?.quotaBytes === undefined ? {} : { quotaBytes: facts.quotaBytes }),
    ...(facts?.usedBytes === undefined ? {} : { usedBytes: facts.usedBytes }),
    ...(facts?.kept === undefined ? {} : { kept: facts.kept }),
    parts: {
      messages: {
        count: chats.reduce((sum, { messages }) => sum + messages, 0),
        bytes: chats.reduce((sum, { bytes }) => sum + bytes, 0) + bytesOf(besides),
      },
      // Files of messages are not kept yet: a message has its own bytes and no file beside it.
      media: { count: 0, bytes: 0 },
      pictures: await measure('pictures'),
      index: { count: index[0]?.count ?? 0, bytes: bytesOf(index) },
      waiting: { count: chunks.size, bytes: waiting.bytes },
    },
  }
}

function bytesOf(sizes: readonly (RowSizes | PartSize)[]): number {
  return sizes.reduce((sum, { bytes }) => sum + bytes, 0)
}

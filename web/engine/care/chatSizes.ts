import type { SizeOrder } from '../../bridge/archive.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { RowReader } from '../work/work.ts'
import { eachStream } from './eachStream.ts'

/** What one stream of messages takes, as its directory tells. */
export interface StreamSize {
  readonly messages: number
  /** As its pages lie on the disk. */
  readonly bytes: number
}

export interface ChatSize extends StreamSize {
  readonly chatId: number
}

export interface ChatSizesParts {
  readonly rows: Pick<RowReader, 'get' | 'range'>
  readonly sizeOfStream: (streamId: number) => Promise<StreamSize>
  /** Sizes of all streams, a slice at a time; a stream may come in several parts. */
  readonly sizesOfStreams: () => AsyncIterable<
    readonly (StreamSize & { readonly streamId: number })[]
  >
  /** Lets others go first, in between of long work. */
  readonly breathe: () => Promise<void>
}

/** What conversations take. */
export interface ChatSizes {
  /** All that hold anything, in this order; equal ones by their number. Throws StorageError. */
  list(by: SizeOrder): Promise<readonly ChatSize[]>
  /** Messages of these streams changed: they are counted anew when somebody asks. */
  readonly changed: (keys: readonly { readonly key: MessageKey }[]) => void
  /** Two chats became one. */
  readonly joined: () => void
}

/**
 * Sizes by conversation. All of them are counted when somebody first asks, from directory records
 * alone; after that only streams that changed are counted again. About 100 bytes of memory a stream.
 */
export function createChatSizes(parts: ChatSizesParts): ChatSizes {
  const { rows, breathe } = parts
  const sizes = new Map<number, StreamSize>()
  const chats = new Map<number, number>()
  /** Streams that changed since they were counted. */
  let stale = new Set<number>()
  let isCounted = false
  let bringing: Promise<void> | undefined
  /** Goes up with every change: a list made of earlier sizes is not kept. */
  let generation = 0
  /** The one that the sizes are of. */
  let countedTo = 0
  let lists = new Map<SizeOrder, readonly ChatSize[]>()

  async function countAll(): Promise<void> {
    // What changes meanwhile is counted once more below.
    const counted = new Map<number, StreamSize>()
    for await (const slice of parts.sizesOfStreams()) {
      for (const { streamId, ...size } of slice) {
        counted.set(streamId, sum(counted.get(streamId), size))
      }
      await breathe()
    }
    for (const [streamId, size] of counted) sizes.set(streamId, size)
    isCounted = true
  }

  async function countStale(): Promise<void> {
    while (stale.size > 0) {
      const now = stale
      stale = new Set()
      for (const streamId of now) sizes.set(streamId, await parts.sizeOfStream(streamId))
    }
    countedTo = generation
  }

  async function nameChats(): Promise<void> {
    if (chats.size === 0) {
      for await (const slice of eachStream(rows, breathe)) {
        for (const { key, row } of slice) chats.set(key, row.chatId)
      }
    }
    for (const streamId of sizes.keys()) {
      if (chats.has(streamId)) continue
      const row = await rows.get('streams', streamId)
      if (row !== undefined) chats.set(streamId, row.chatId)
    }
  }

  async function bringUpToDate(): Promise<void> {
    if (!isCounted) await countAll()
    await countStale()
    await nameChats()
  }

  function listNow(by: SizeOrder): readonly ChatSize[] {
    const all = new Map<number, ChatSize>()
    for (const [streamId, size] of sizes) {
      const chatId = chats.get(streamId)
      if (chatId === undefined || size.messages === 0) continue
      all.set(chatId, { chatId, ...sum(all.get(chatId), size) })
    }
    return [...all.values()].toSorted(
      (one, other) => other[by] - one[by] || one.chatId - other.chatId,
    )
  }

  return {
    async list(by) {
      bringing ??= bringUpToDate().finally(() => {
        bringing = undefined
      })
      await bringing
      const list = lists.get(by) ?? listNow(by)
      if (generation === countedTo) lists.set(by, list)
      return list
    },
    changed(keys) {
      for (const { key } of keys) stale.add(key[0])
      generation += 1
      lists = new Map()
    },
    joined() {
      chats.clear()
      generation += 1
      lists = new Map()
    },
  }
}

function sum(before: StreamSize | undefined, more: StreamSize): StreamSize {
  return {
    messages: (before?.messages ?? 0) + more.messages,
    bytes: (before?.bytes ?? 0) + more.bytes,
  }
}

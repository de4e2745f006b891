import { bytesOf, child, type WireNode } from '../../../web/wire/node/node.ts'
import { parseJid } from '../../../web/wire/jid.ts'
import { ProtocolMessage_Type } from '../../../web/wire/proto/gen/message_pb.ts'
import {
  type HistorySyncNotification,
  HistorySyncType,
} from '../../../web/wire/proto/gen/peerData_pb.ts'
import type { Init } from '../../../web/wire/proto/schema.ts'
import type { Device } from '../device/device.ts'
import type { DeviceLine } from '../deviceLine.ts'
import type { CompanionState } from '../person.ts'
import { freshMessageId } from '../people/speaking.ts'
import { compress, readServerError, sealBlob } from './blob.ts'
import type { HistoryChunk } from './chunks.ts'
import type { ShippedChunk, ShippedHistory } from './shipped.ts'

/** Compressed history up to this size may go inside the notification. */
const MOST_INLINE = 64 * 1024
/** A notification is not repeated before that. */
const REPEAT_MS = 20_000

export interface ShippingParts {
  readonly device: Device
  readonly line: DeviceLine
  readonly shipped: Map<string, ShippedHistory>
  readonly randomBytes: (length: number) => Uint8Array
  readonly now: () => number
  readonly save: () => Promise<void>
  readonly chunks: (companion: CompanionState) => Promise<readonly HistoryChunk[]>
  /** What goes out before the history, such as the key share. */
  readonly before: (companion: CompanionState) => Promise<void>
}

/** Sends a companion its history, until it says that it has it (07 section 8). */
export interface Shipping {
  /** The companion is active: what it lacks is sent. True when this was the first time. */
  ready(companion: CompanionState): Promise<boolean>
  /** `hist_sync` and `server-error` receipts of companions. */
  receipt(stanza: WireNode, companions: readonly CompanionState[]): Promise<void>
  /** One piece that was asked for. */
  shipOne(
    companion: CompanionState,
    chunk: HistoryChunk,
    extra: Init<HistorySyncNotification>,
  ): Promise<void>
  /** Pieces that somebody else made: all of them are put up, then each is told to each companion. */
  give(companions: readonly CompanionState[], pieces: readonly GivenPiece[]): Promise<void>
}

/** A piece of history made by whoever gives it. */
export interface GivenPiece {
  readonly syncType: number
  readonly order: number
  readonly progress: number
  /** An encoded HistorySync. */
  readonly bytes: Uint8Array
}

export function createShipping(parts: ShippingParts): Shipping {
  const { device, line, shipped, randomBytes, now, save, chunks } = parts
  const { tricks } = device

  async function ready(companion: CompanionState): Promise<boolean> {
    const known = shipped.get(companion.jid)
    const isFirst = known === undefined || known.keyIndex !== companion.keyIndex
    if (isFirst) {
      const fresh: ShippedHistory = { keyIndex: companion.keyIndex, chunks: [] }
      shipped.set(companion.jid, fresh)
      await parts.before(companion)
      const all = await chunks(companion)
      const order = tricks.strike('chunks-reversed') ? all.toReversed() : all
      // All of them at once: what a restart leaves unsent goes out at a later login.
      fresh.chunks.push(...order.map(entryOf))
      for (const [at, chunk] of order.entries()) {
        const entry = fresh.chunks[at]
        if (entry === undefined) continue
        await ship(companion, chunk, entry, {})
        if (tricks.strike('chunks-twice')) await ship(companion, chunk, entry, {})
      }
      return true
    }
    const due = known.chunks.filter(({ done, sentMs }) => !done && now() - sentMs >= REPEAT_MS)
    if (due.length === 0) return false
    const all = await chunks(companion)
    for (const entry of due) {
      const chunk = all.find(
        ({ syncType, order }) => syncType === entry.syncType && order === entry.order,
      )
      if (chunk !== undefined) await ship(companion, chunk, entry, {})
    }
    return false
  }

  async function ship(
    companion: CompanionState,
    chunk: HistoryChunk,
    entry: ShippedChunk,
    extra: Init<HistorySyncNotification>,
  ): Promise<void> {
    const compressed = await compress(await chunk.build())
    const isInline =
      companion.inlineHistory === true &&
      chunk.syncType === HistorySyncType.INITIAL_BOOTSTRAP &&
      compressed.length < MOST_INLINE
    const payload = isInline
      ? { initialHistBootstrapInlinePayload: compressed }
      : await upload(compressed, entry)
    const notification = {
      ...payload,
      syncType: chunk.syncType,
      chunkOrder: chunk.order,
      progress: chunk.progress,
      ...extra,
    }
    await notify(companion, entry, notification)
  }

  async function notify(
    companion: CompanionState,
    entry: ShippedChunk,
    historySyncNotification: Init<HistorySyncNotification>,
  ): Promise<void> {
    const id = freshMessageId(randomBytes)
    entry.ids.push(id)
    entry.sentMs = now()
    await save()
    await device.sendPeer(id, parseJid(companion.jid), {
      protocolMessage: {
        type: ProtocolMessage_Type.HISTORY_SYNC_NOTIFICATION,
        historySyncNotification,
      },
    })
  }

  async function upload(
    compressed: Uint8Array,
    entry: ShippedChunk,
  ): Promise<Init<HistorySyncNotification>> {
    const mediaKey = randomBytes(32)
    entry.mediaKey = mediaKey
    const isForged = tricks.strike('blob-mac')
    const { bytes, fileSha256, fileEncSha256 } = sealBlob(compressed, mediaKey, isForged)
    if (tricks.strike('blob-broken')) bytes.set([(bytes.at(-1) ?? 0) ^ 1], bytes.length - 1)
    const { directPath } = await line.keepBlob(bytes)
    return {
      fileSha256,
      fileEncSha256,
      fileLength: BigInt(compressed.length),
      mediaKey,
      directPath: tricks.strike('blob-missing') ? wrongPath(directPath) : directPath,
    }
  }

  async function receipt(stanza: WireNode, companions: readonly CompanionState[]): Promise<void> {
    const { id = '', type } = stanza.attrs
    for (const [jid, history] of shipped) {
      const entry = history.chunks.find(({ ids }) => ids.includes(id))
      if (entry === undefined) continue
      if (type === 'hist_sync') {
        entry.done = true
        return save()
      }
      const companion = companions.find((one) => one.jid === jid)
      if (companion && isForStanza(stanza, entry)) await sendAgain(companion, entry)
    }
  }

  async function sendAgain(companion: CompanionState, entry: ShippedChunk): Promise<void> {
    const { syncType, order } = entry
    const chunk = (await chunks(companion)).find(
      (one) => one.syncType === syncType && one.order === order,
    )
    if (chunk !== undefined) await ship(companion, chunk, entry, {})
  }

  return {
    ready,
    receipt,
    async shipOne(companion, chunk, extra) {
      const entry = entryOf(chunk)
      // What was asked for once is not sent again by itself.
      entry.done = true
      await ship(companion, chunk, entry, extra)
    },
    async give(companions, pieces) {
      const ready: { entry: ShippedChunk; notification: Init<HistorySyncNotification> }[] = []
      for (const { bytes, syncType, order, progress } of pieces) {
        const entry = { ...entryOf({ syncType, order }), done: true }
        const payload = await upload(await compress(bytes), entry)
        ready.push({ entry, notification: { ...payload, syncType, chunkOrder: order, progress } })
      }
      for (const { entry, notification } of ready) {
        for (const companion of companions) await notify(companion, entry, notification)
      }
    },
  }
}

/** Where nothing is kept. */
function wrongPath(directPath: string): string {
  const [path, ...query] = directPath.split('?')
  return [`${path}-gone`, ...query].join('?')
}

function entryOf({ syncType, order }: Pick<HistoryChunk, 'syncType' | 'order'>): ShippedChunk {
  return { syncType, order, ids: [], mediaKey: new Uint8Array(0), sentMs: 0, done: false }
}

/** Only who has the key of the blob can ask for another one. */
function isForStanza(stanza: WireNode, { mediaKey }: ShippedChunk): boolean {
  const encrypted = child(stanza, 'encrypt')
  const content = encrypted && child(encrypted, 'enc_p')
  const iv = encrypted && child(encrypted, 'enc_iv')
  const { id = '' } = stanza.attrs
  if (content === undefined || iv === undefined || mediaKey.length === 0) return false
  return readServerError(mediaKey, id, { content: bytesOf(content), iv: bytesOf(iv) }) === id
}

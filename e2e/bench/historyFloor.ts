import { fromBase64 } from '../../web/crypto/bytes.ts'
import { decodeProto, encodeProto } from '../../web/wire/proto/codec.ts'
import { HistorySyncSchema } from '../../web/wire/proto/gen/history_pb.ts'
import { MessageSchema } from '../../web/wire/proto/gen/message_pb.ts'

/*
 * The least that somebody would do with blobs of history: inflate them as the browser does, decode them
 * whole, and write their messages, sealed in pages of 100, in one transaction. No order, no chats, no
 * names, no duplicates, no index. Runs in a page of the app, in the run of what it is compared with.
 */

const PAGE_MESSAGES = 100
const IV_BYTES = 12

/** Milliseconds, and how many messages were written. */
export interface HistoryFloor {
  readonly ms: number
  readonly messages: number
  readonly inflateMs: number
  readonly decodeMs: number
  readonly writeMs: number
}

/** The floor for these blobs: zlib streams as they are under the encryption, as base64. */
export async function historyFloor(blobs64: readonly string[]): Promise<HistoryFloor> {
  const blobs = blobs64.map((text) => new Blob([new Uint8Array(fromBase64(text))]))
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const database = await opened()
  const times = { inflateMs: 0, decodeMs: 0, writeMs: 0 }
  const began = performance.now()
  const pages: Uint8Array[] = []
  let page: Uint8Array[] = []
  let messages = 0
  for (const blob of blobs) {
    const start = performance.now()
    const stream = blob.stream().pipeThrough(new DecompressionStream('deflate'))
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
    times.inflateMs += performance.now() - start
    const decoding = performance.now()
    const { conversations } = decodeProto(HistorySyncSchema, bytes)
    times.decodeMs += performance.now() - decoding
    const packing = performance.now()
    for (const { messages: list } of conversations) {
      for (const { message } of list) {
        messages += 1
        page.push(message?.message ? encodeProto(MessageSchema, message.message) : new Uint8Array())
        if (page.length < PAGE_MESSAGES) continue
        pages.push(packed(page))
        page = []
      }
    }
    times.writeMs += performance.now() - packing
  }
  if (page.length > 0) pages.push(packed(page))
  const writing = performance.now()
  const sealed = await Promise.all(
    pages.map(async (plain) => {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
      const ct = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(plain))
      return { iv, ct: new Uint8Array(ct) }
    }),
  )
  const transaction = database.transaction('pages', 'readwrite', { durability: 'strict' })
  const store = transaction.objectStore('pages')
  for (const [at, record] of sealed.entries()) store.put(record, at)
  await done(transaction)
  times.writeMs += performance.now() - writing
  const ms = performance.now() - began
  database.close()
  indexedDB.deleteDatabase(NAME)
  return { ms, messages, ...times }
}

const NAME = 'bench-history-floor'

function packed(parts: readonly Uint8Array[]): Uint8Array {
  const page = new Uint8Array(parts.reduce((sum, part) => sum + part.length + 4, 0))
  const view = new DataView(page.buffer)
  let at = 0
  for (const part of parts) {
    view.setUint32(at, part.length)
    page.set(part, at + 4)
    at += 4 + part.length
  }
  return page
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => void request.result.createObjectStore('pages')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('not opened'))
  })
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
  })
}

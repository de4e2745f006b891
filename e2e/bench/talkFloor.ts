import { freshKeyPair } from '../../web/crypto/rememberedKeys.ts'
import { useNativeCrypto } from '../../web/crypto/native.ts'
import { xeddsaSign } from '../../web/crypto/xeddsa.ts'
import type { SessionRecord } from '../../web/signal/records.ts'
import { decryptMessage, encryptMessage, startSession } from '../../web/signal/session.ts'

/*
 * What the least work of a conversation costs in this browser, without the engine around it. Runs in a
 * page of the app, in the same run as what it is compared with.
 */

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
const newKeyPair = () => freshKeyPair(random)

/** A record about as large as a sealed message. */
const RECORD_BYTES = 500

/** Milliseconds of each strict commit of so many records. A database of its own, gone afterwards. */
export async function strictCommits(commits: number, records: number): Promise<number[]> {
  const name = 'bench-floor'
  const database = await opened(indexedDB.open(name, 1))
  const times: number[] = []
  for (let commit = 0; commit < commits; commit++) {
    const rows = Array.from({ length: records }, () => random(RECORD_BYTES))
    const beganMs = performance.now()
    const transaction = database.transaction('rows', 'readwrite', { durability: 'strict' })
    const store = transaction.objectStore('rows')
    for (const [at, row] of rows.entries()) store.put(row, commit * records + at)
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
    })
    times.push(performance.now() - beganMs)
  }
  database.close()
  indexedDB.deleteDatabase(name)
  return times
}

function opened(request: IDBOpenDBRequest): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    request.onupgradeneeded = () => void request.result.createObjectStore('rows')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('not opened'))
  })
}

/** Milliseconds for the decryption of so many short texts of one chain. */
export async function decryptsMs(count: number): Promise<number> {
  await useNativeCrypto(true)
  const [writer, reader, signedPreKey] = await Promise.all([
    newKeyPair(),
    newKeyPair(),
    newKeyPair(),
  ])
  const from = { ...writer, registrationId: 1 }
  const to = { ...reader, registrationId: 2 }
  const signed = Uint8Array.of(5, ...signedPreKey.publicKey)
  const signature = xeddsaSign(reader.privateKey, signed, random(64))
  const bundle = {
    registrationId: 2,
    identityKey: reader.publicKey,
    signedPreKey: { id: 1, publicKey: signedPreKey.publicKey, signature },
  }
  const keysOf = (local: typeof from) => ({
    local,
    newKeyPair,
    preKey: async () => undefined,
    signedPreKey: async () => signedPreKey,
  })
  let sending: SessionRecord = await startSession(undefined, bundle, from, newKeyPair)
  const first = encryptMessage(sending, random(60), from)
  let reading = (await decryptMessage(undefined, 'pkmsg', first.bytes, keysOf(to))).next
  const answer = encryptMessage(reading, random(60), to)
  reading = answer.next
  sending = (await decryptMessage(first.next, 'msg', answer.bytes, keysOf(from))).next
  const sealed: Uint8Array[] = []
  for (let left = count; left > 0; left--) {
    const { next, bytes } = encryptMessage(sending, random(60), from)
    sending = next
    sealed.push(bytes)
  }
  const beganMs = performance.now()
  for (const bytes of sealed) {
    reading = (await decryptMessage(reading, 'msg', bytes, keysOf(to))).next
  }
  return performance.now() - beganMs
}

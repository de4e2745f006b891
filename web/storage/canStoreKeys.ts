import { createWrappingKey } from './vaultKey.ts'

/** A database of its own, so that no account is touched. */
const SCRATCH = 'moonlet-key-check'

/**
 * Whether an AES-GCM CryptoKey that is put into IndexedDB comes back and works. Nothing less tells:
 * in a WebKit SharedWorker the put succeeds and the get gives null. The scratch database is deleted.
 * A storage that gives no answer before `timeUp` is taken for one that cannot.
 */
export async function canStoreKeys(
  idb: IDBFactory,
  subtle: SubtleCrypto,
  timeUp: Promise<void> = new Promise(() => {}),
): Promise<boolean> {
  return await Promise.race([tryKeys(idb, subtle), timeUp.then(() => false)])
}

async function tryKeys(idb: IDBFactory, subtle: SubtleCrypto): Promise<boolean> {
  try {
    const key = await createWrappingKey(subtle)
    const back = await putAndGet(idb, key)
    if (!(back instanceof CryptoKey)) return false
    const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) }
    const sealed = await subtle.encrypt(algorithm, key, new Uint8Array(16))
    await subtle.decrypt(algorithm, back, sealed)
    return true
  } catch {
    // Whatever fails here would fail for the account too: that is the answer.
    return false
  }
}

/**
 * Two tabs may check at once. So this connection does not give way while it works, and a deletion
 * that has to wait for another's check is left to the browser.
 */
async function putAndGet(idb: IDBFactory, key: CryptoKey): Promise<unknown> {
  const database = await open(idb)
  try {
    return await new Promise<unknown>((resolve, reject) => {
      const transaction = database.transaction('keys', 'readwrite')
      const keys = transaction.objectStore('keys')
      keys.put(key, 'key')
      const got: IDBRequest<unknown> = keys.get('key')
      transaction.oncomplete = () => resolve(got.result)
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'))
    })
  } finally {
    database.close()
    await drop(idb)
  }
}

async function open(idb: IDBFactory): Promise<IDBDatabase> {
  return await new Promise((resolve, reject) => {
    const request = idb.open(SCRATCH, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('keys')
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('open failed'))
  })
}

async function drop(idb: IDBFactory): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = idb.deleteDatabase(SCRATCH)
    request.onsuccess = () => resolve()
    request.onblocked = () => resolve()
    request.onerror = () => reject(request.error ?? new Error('delete failed'))
  })
}

import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import { readMany } from '../../storage/readRows.ts'
import type { MessageKey } from '../../storage/talkRows.ts'

/** Whether an error says that what is stored cannot be read any more. */
export function isDamage(cause: unknown): boolean {
  return cause instanceof StorageError && cause.code === 'damaged'
}

/**
 * What packed rows hold, in the order of `keys`; undefined where a row does not open, is no such thing
 * or is not there. One that is damaged leaves the others as they are. Throws StorageError for the rest.
 */
export async function readEach<T>(
  store: AccountStore,
  name: 'pages' | 'directory',
  keys: readonly MessageKey[],
  open: (key: MessageKey, bytes: Uint8Array) => T,
): Promise<(T | undefined)[]> {
  const opened = (key: MessageKey, bytes: Uint8Array | undefined) =>
    bytes === undefined ? undefined : open(key, bytes)
  try {
    const rows = await readMany(store, name, keys)
    return keys.map((key, at) => opened(key, rows[at]?.bytes))
  } catch (cause) {
    if (!isDamage(cause)) throw cause
  }
  const found: (T | undefined)[] = []
  for (const key of keys) {
    try {
      found.push(opened(key, (await store.get(name, key))?.bytes))
    } catch (cause) {
      if (!isDamage(cause)) throw cause
      found.push(undefined)
    }
  }
  return found
}

/** Keeps what was used last, up to a number of bytes. */
export interface ByteLru<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value, bytes: number): void
  delete(key: Key): void
  clear(): void
}

/** An empty one. What is larger than all of it is not kept. */
export function createByteLru<Key, Value>(mostBytes: number): ByteLru<Key, Value> {
  const kept = new Map<Key, { readonly value: Value; readonly bytes: number }>()
  let total = 0

  function drop(key: Key): void {
    total -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }

  return {
    get(key) {
      const found = kept.get(key)
      if (found === undefined) return undefined
      // Again at the end: the first one is the one that was not used for longest.
      kept.delete(key)
      kept.set(key, found)
      return found.value
    },
    set(key, value, bytes) {
      drop(key)
      if (bytes > mostBytes) return
      kept.set(key, { value, bytes })
      total += bytes
      for (const oldest of kept.keys()) {
        if (total <= mostBytes) break
        drop(oldest)
      }
    },
    delete: drop,
    clear() {
      kept.clear()
      total = 0
    },
  }
}

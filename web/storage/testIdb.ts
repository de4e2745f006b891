import 'fake-indexeddb/auto'
import { IDBFactory as MemoryFactory } from 'fake-indexeddb'

/**
 * For tests: an empty IndexedDB in memory, shared with nobody. Importing this file also gives Node
 * the IndexedDB classes that idb looks for.
 */
export function createTestIdb(): IDBFactory {
  return new MemoryFactory()
}

import type { Migration } from './migration.ts'

/** A lifetime of chats: packed messages, history on its way, the search index. */
export const archive: Migration = (database) => {
  const stores =
    'pages directory journal damagedPages historyBlobs historyKept ' +
    'searchSegments searchQueue searchHeads'
  for (const store of stores.split(' ')) database.createObjectStore(store)
}

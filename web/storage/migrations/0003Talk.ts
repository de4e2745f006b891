import type { Migration } from './migration.ts'

/** Conversations: Signal sessions, people, chats, messages, and what is under way. */
export const talk: Migration = (database) => {
  const stores =
    'sessions archivedSessions senderKeys ownSenderKeys peers deviceLists ' +
    'chats movedChats streams chatAddresses contacts movedContacts contactAddresses groups ' +
    'messages messageIds receipts starred expiries outbox sent retries acts historyChunks pictures ' +
    'drafts waiting'
  for (const store of stores.split(' ')) database.createObjectStore(store)
}

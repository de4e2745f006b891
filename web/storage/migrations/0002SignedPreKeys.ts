import type { Migration } from './migration.ts'

/** Signed pre-keys beside the current one: what is offered, and what messages in flight may name. */
export const signedPreKeys: Migration = (database) => {
  database.createObjectStore('signedPreKeys')
}

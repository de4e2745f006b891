import type { AccountStore } from '../../storage/accountStore.ts'
import { type Keyed, readKeysOf, readRange, type RowRange } from '../../storage/readRows.ts'
import type { Write } from '../../storage/rows.ts'
import type { MessageWrite } from './journal.ts'
import { isDamage } from './readEach.ts'

/** So many rows of older builds go into pages with one commit. */
const SLICE = 500

/** Rows of an older build: what they say, and the writes that take them away. */
export interface OldMessages {
  readonly messages: readonly MessageWrite[]
  readonly removals: readonly Write[]
}

/** The next messages that lie in rows of their own; undefined: there are none. Throws StorageError. */
export async function nextOldMessages(store: AccountStore): Promise<OldMessages | undefined> {
  const keys = await readKeysOf(store, 'messages', { limit: SLICE })
  const last = keys.at(-1)
  if (last === undefined) return undefined
  const removals = keys.map((key): Write => ({ del: 'messages', key }))
  try {
    return { messages: await readRange(store, 'messages', { to: last }), removals }
  } catch (cause) {
    if (!isDamage(cause)) throw cause
  }
  const messages: MessageWrite[] = []
  for (const key of keys) {
    try {
      const row = await store.get('messages', key)
      if (row !== undefined) messages.push({ key, row })
    } catch (cause) {
      if (!isDamage(cause)) throw cause
    }
  }
  return { messages, removals }
}

/**
 * Rows that told where a message lies by the hash of its id, from `after` on. Those of removed messages
 * stay: nobody knows any more which ids they had. Throws StorageError.
 */
export async function nextOldIds(
  store: AccountStore,
  after: string | undefined,
): Promise<
  { readonly last: string; readonly removals: Write[]; readonly gone: number } | undefined
> {
  const range = after === undefined ? {} : { from: after, openFrom: true }
  const { keys, rows } = await readIdRows(store, { ...range, limit: SLICE })
  const last = keys.at(-1)
  if (last === undefined) return undefined
  const placed = rows.filter(({ row }) => row.gone !== true)
  const removals = placed.map(({ key }): Write => ({ del: 'messageIds', key }))
  return { last, removals, gone: rows.length - placed.length }
}

/** Those that do not open stay where they are: they may be of removed messages. */
async function readIdRows(
  store: AccountStore,
  range: RowRange<'messageIds'>,
): Promise<{ readonly keys: readonly string[]; readonly rows: readonly Keyed<'messageIds'>[] }> {
  try {
    const rows = await readRange(store, 'messageIds', range)
    return { keys: rows.map(({ key }) => key), rows }
  } catch (cause) {
    if (!isDamage(cause)) throw cause
  }
  const keys = await readKeysOf(store, 'messageIds', range)
  const rows: Keyed<'messageIds'>[] = []
  for (const key of keys) {
    try {
      const row = await store.get('messageIds', key)
      if (row !== undefined) rows.push({ key, row })
    } catch (cause) {
      if (!isDamage(cause)) throw cause
    }
  }
  return { keys, rows }
}

import type { SearchQueueRow } from '../../storage/archiveRows.ts'
import { readKeys } from '../../storage/readRows.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { Write } from '../../storage/rows.ts'
import type { MessageKey, MessageRow } from '../../storage/talkRows.ts'
import { equalBytes } from '../../crypto/bytes.ts'
import type { FoldedChange } from '../pages/foldStream.ts'
import { packKeys } from './packedKeys.ts'
import { isSearchable } from './searchText.ts'

/** What a fold means to the index, and the rows of the queue that say so. */
export interface FoldPlan {
  readonly added?: {
    readonly row: number
    readonly messages: readonly { readonly key: MessageKey; readonly row: MessageRow }[]
  }
  readonly dropped?: {
    readonly row: number
    readonly keys: readonly MessageKey[]
    /** Segments with a smaller number may hold them. */
    readonly below: number
  }
}

/** What the index has not taken in yet, as it is stored: with the fold itself, so that nothing is lost. */
export interface SearchQueue {
  /** What to store with a fold. */
  plan(changes: readonly FoldedChange[], below: number): Write[]
  /** What was planned for a fold that is stored now. */
  taken(changes: readonly FoldedChange[]): FoldPlan | undefined
  /** Numbers for rows of other origin. */
  next(): number
}

/** As many as a database gives at once. */
const EVERY_KEY = 0xffffffff

/** Reads which rows there are. Throws StorageError. */
export async function openSearchQueue(store: AccountStore): Promise<{
  readonly queue: SearchQueue
  /** Rows of an engine before this one, oldest first. */
  readonly left: readonly number[]
}> {
  const left = (await readKeys(store, 'searchQueue', EVERY_KEY)).filter(
    (key) => typeof key === 'number',
  )
  const plans = new WeakMap<readonly FoldedChange[], FoldPlan>()
  let last = left.at(-1) ?? 0
  const next = () => (last += 1)

  return {
    left,
    queue: {
      next,
      taken: (changes) => plans.get(changes),
      plan(changes, below) {
        const messages: { key: MessageKey; row: MessageRow }[] = []
        const keys: MessageKey[] = []
        for (const { key, before, after } of changes) {
          const was = before !== undefined && isSearchable(before)
          const is = after !== undefined && isSearchable(after)
          if (was && is && readsAlike(before, after)) continue
          if (was) keys.push(key)
          if (is) messages.push({ key, row: after })
        }
        const writes: Write[] = []
        let plan: FoldPlan = {}
        if (keys.length > 0) {
          const row = next()
          plan = { dropped: { row, keys, below } }
          writes.push(put(row, { dropped: packKeys(keys), below }))
        }
        if (messages.length > 0) {
          const row = next()
          plan = { ...plan, added: { row, messages } }
          writes.push(put(row, { added: packKeys(messages.map(({ key }) => key)) }))
        }
        plans.set(changes, plan)
        return writes
      },
    },
  }
}

const put = (key: number, row: SearchQueueRow): Write => ({ put: 'searchQueue', key, row })

/** Ticks, reactions and stars change nothing that is found. */
function readsAlike(one: MessageRow, other: MessageRow): boolean {
  return (
    one.author === other.author &&
    sameBytes(one.bytes, other.bytes) &&
    sameBytes(one.edit?.bytes, other.edit?.bytes)
  )
}

function sameBytes(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === other) return true
  return one !== undefined && other !== undefined && equalBytes(one, other)
}

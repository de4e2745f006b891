import { toHex } from '../../crypto/bytes.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import { StorageError } from '../../storage/errors.ts'
import type { Expected } from '../../storage/rows.ts'

/** Says that this engine owns the conversations, and notices when another one does. */
export interface Ownership {
  /**
   * What every commit must expect: that nobody else took them over. Throws StorageError 'conflict'
   * when somebody did at the same moment.
   */
  proof(): Promise<Expected>
}

/**
 * Writes the own name as that of the owner before the first proof. An engine that was taken for dead
 * and still writes fails from then on: its memory is older than the rows (law 3).
 */
export function createOwnership(
  store: AccountStore,
  randomBytes: (length: number) => Uint8Array,
): Ownership {
  let taken: Promise<Expected> | undefined

  async function take(): Promise<Expected> {
    const name = toHex(randomBytes(16))
    await store.commit([{ put: 'account', key: 'writer', row: { name } }])
    const { row, rev } = await store.getWithRevision('account', 'writer')
    if (row?.name !== name) throw new StorageError('conflict', 'account: another engine took over')
    return { store: 'account', key: 'writer', rev }
  }

  return {
    proof() {
      taken ??= take().catch((cause: unknown) => {
        // A full disk may have room later.
        taken = undefined
        throw cause
      })
      return taken
    },
  }
}

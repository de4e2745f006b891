import type { RowReader } from '../work/work.ts'

/**
 * Whether a store that is almost always empty has been so since this engine began. Then nobody needs
 * to look into it, nor to work out under which key.
 */
export interface Emptiness {
  /** The store is looked at once. Throws StorageError. */
  lasts(rows: RowReader): Promise<boolean>
  /** A row is put into it. */
  end(): void
}

export function createEmptiness(store: 'waiting' | 'retries'): Emptiness {
  let known: boolean | undefined
  return {
    async lasts(rows) {
      if (known === undefined) {
        const isEmpty = (await rows.range(store, { limit: 1 })).length === 0
        known ??= isEmpty
      }
      return known
    },
    end() {
      known = false
    },
  }
}

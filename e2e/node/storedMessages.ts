import { createMessagePages } from '../../web/engine/pages/messagePages.ts'
import type { AccountStore } from '../../web/storage/accountStore.ts'
import type { Keyed } from '../../web/storage/readRows.ts'

/** For tests: all messages of an account as they are committed, in the order of their keys. */
export async function storedMessages(store: AccountStore): Promise<Keyed<'messages'>[]> {
  const pages = createMessagePages({
    store,
    now: () => 0,
    randomBytes: (length) => new Uint8Array(length),
    breathe: undefined,
    onDamage(damage) {
      throw new Error(`messages are damaged: ${Object.keys(damage).join()}`)
    },
  })
  return await pages.range({})
}

import type { ChatsView } from '../../bridge/contract.ts'
import type { AccountStore } from '../../storage/accountStore.ts'

/** The head of the chat list as it was last kept. Only a picture of the truth, which is read later. */
export async function chatsHead(store: AccountStore): Promise<ChatsView | undefined> {
  const row = await store.get('account', 'chatsHead')
  // Written by this build or an earlier one, and sealed; a later one would not have opened here.
  return row === undefined ? undefined : (JSON.parse(row.json) as ChatsView)
}

import type { ListedAccount } from '../../accounts/accountList.ts'
import type { AccountView, Snapshot } from '../../bridge/contract.ts'
import type { WindowState } from '../../state/mirror.ts'

/** How an account stands, for a list of accounts. */
export type AccountStanding =
  | 'online'
  | 'connecting'
  | 'waiting'
  | 'locked'
  | 'attention'
  | 'ended'
  | 'moved'
  | 'evicted'
  | 'fresh'
  | 'opening'

/** What a list may show of an account. Of a locked one that is nothing but that it is locked. */
export interface AccountFace {
  readonly standing: AccountStanding
  readonly account: AccountView | undefined
}

/** The face of an account, by what its engine says; without a word from it, by what is listed. */
export function accountFace(
  listed: ListedAccount | undefined,
  state: WindowState | undefined,
): AccountFace {
  const snapshot = state?.snapshot
  if (snapshot === undefined) return { standing: unheard(listed), account: undefined }
  if (snapshot.lock.at === 'locked') return { standing: 'locked', account: undefined }
  switch (snapshot.link.at) {
    case 'linked':
      return { standing: connected(snapshot), account: snapshot.account }
    case 'ended':
    case 'moved':
      return { standing: snapshot.link.at, account: undefined }
    default:
      return { standing: unlinked(listed, snapshot), account: undefined }
  }
}

function unheard(listed: ListedAccount | undefined): AccountStanding {
  return listed?.lost ?? (listed?.linked === true ? 'opening' : 'fresh')
}

function unlinked(listed: ListedAccount | undefined, { connection }: Snapshot): AccountStanding {
  const broken = connection.at === 'stopped' && listed?.linked === true
  return broken ? 'attention' : unheard(listed)
}

function connected({ connection }: Snapshot): AccountStanding {
  switch (connection.at) {
    case 'online':
      return 'online'
    case 'stopped':
      return 'attention'
    case 'waiting':
      return 'waiting'
    case 'idle':
    case 'connecting':
    case 'checking':
      return 'connecting'
  }
}

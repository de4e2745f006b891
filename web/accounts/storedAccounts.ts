import { type AccountList, chooseAccount, isAccountId, parseAccounts } from './accountList.ts'

/** A store of texts, as localStorage and sessionStorage are. */
interface Texts {
  getItem(key: string): string | null
  setItem(key: string, text: string): void
  removeItem(key: string): void
}

/** The parts of the window that the list of accounts needs. */
export interface AccountsWindow {
  /** For all tabs. May throw, on access already: browsers block storage so. */
  readonly local: () => Texts
  /** For this tab and its reloads. May throw in the same way. */
  readonly session: () => Texts
  /** Runs `task` while no other tab of this origin runs one under the same name. */
  alone<Result>(name: string, task: () => Result): Promise<Result>
  readonly newId: () => string
  /** Names of the databases of this origin. May reject: browsers block storage so. */
  databaseNames(): Promise<ReadonlyArray<string | undefined>>
}

/** The list of accounts, shared by all tabs, and what this tab shows of it. */
export interface StoredAccounts {
  /** Where storage is blocked: one account, as long as this tab lives. */
  isBlocked(): boolean
  read(): AccountList
  /** Changes the list while no other tab does. Returns it as it is then. */
  change(change: (list: AccountList) => AccountList): Promise<AccountList>
  /** The account that this tab shows after a reload; `lasting`: and new tabs, too. */
  remember(id: string, lasting: boolean): void
  newId(): string
}

const listKey = 'moonlet.accounts'
const currentKey = 'moonlet.current'
/** Where the only account's id lay before there could be several. */
const formerKey = 'moonlet.account'
const lockName = 'moonlet/accounts'

/** Whether a change of the stored text under this key, null for all of them, is one of the list. */
export function isListKey(key: string | null): boolean {
  return key === null || key === listKey
}

/** Opens the list. Cheap: nothing is read before it is asked for. */
export function storedAccounts(window: AccountsWindow): StoredAccounts {
  /** The list of a tab whose browser stores nothing. */
  let inMemory: AccountList | undefined

  function read(): AccountList {
    if (inMemory !== undefined) return inMemory
    try {
      return parseAccounts(window.local().getItem(listKey))
    } catch {
      // Blocked storage holds nothing.
      inMemory = []
      return inMemory
    }
  }

  function write(list: AccountList): void {
    try {
      const local = window.local()
      local.setItem(listKey, JSON.stringify(list))
      local.removeItem(formerKey)
    } catch {
      // Blocked or full: the list serves this tab, and there is nothing to say that would help.
      inMemory = list
    }
  }

  return {
    isBlocked: () => inMemory !== undefined,
    read,
    change: (change) =>
      window.alone(lockName, () => {
        const before = read()
        const after = change(before)
        if (after !== before) write(after)
        return after
      }),
    remember(id, lasting) {
      set(window.session, id)
      if (lasting) set(window.local, id)
    },
    newId: window.newId,
  }

  function set(texts: () => Texts, id: string): void {
    try {
      texts().setItem(currentKey, id)
    } catch {
      // The choice lasts as long as the page.
    }
  }
}

/**
 * The account that this tab shows. One is minted where there is none; two tabs that start together
 * mint one, because the second waits and then reads. A browser that is killed may lose the last
 * seconds of the list, but no database: an account whose database is there is taken up again.
 */
export async function currentAccount(
  window: AccountsWindow,
  stored: StoredAccounts,
): Promise<string> {
  const wishes = [get(window.session, currentKey), get(window.local, currentKey)]
  const known = chooseAccount(stored.read(), wishes)
  if (known !== undefined) return known
  const found = await unlisted(window)
  const list = await stored.change((before) => {
    if (before.length > 0) return before
    // What one holds shows when it is opened; nobody begins a second one without a link.
    if (found.length > 0) return found.map((id) => ({ id, linked: found.length > 1 }))
    const former = get(window.local, formerKey)
    return [{ id: isAccountId(former) ? former : window.newId(), linked: false }]
  })
  return chooseAccount(list, wishes) ?? window.newId()
}

/** As `storage/schema.ts` names the database of an account. */
const databaseOf = /^moonlet-(.+)$/

/** Ids of the accounts that have a database. */
async function unlisted(window: AccountsWindow): Promise<string[]> {
  const names = await window.databaseNames().catch(() => [])
  return names.map((name = '') => databaseOf.exec(name)?.[1]).filter(isAccountId)
}

function get(texts: () => Texts, key: string): string | null {
  try {
    return texts().getItem(key)
  } catch {
    // Blocked storage holds nothing.
    return null
  }
}

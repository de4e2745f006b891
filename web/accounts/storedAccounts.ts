import {
  type AccountList,
  chooseAccount,
  isAccountId,
  type ListedAccount,
  parseAccounts,
} from './accountList.ts'

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
  /** The list as it is now; the same one until somebody changes it. */
  read(): AccountList
  /**
   * Changes the list while no other tab does. Returns it as it is then. Rejects where the browser
   * denies locks.
   */
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
  let known: { readonly text: string | null; readonly list: AccountList } = { text: null, list: [] }
  /** What this tab changed and could not store, by id; undefined for what it removed. */
  const unsaved = new Map<string, ListedAccount | undefined>()

  function read(): AccountList {
    const text = get(window.local, listKey)
    if (text !== known.text) known = { text, list: parseAccounts(text) }
    return unsaved.size > 0 ? withUnsaved(known.list, unsaved) : known.list
  }

  function write(before: AccountList, list: AccountList): void {
    try {
      const local = window.local()
      const text = JSON.stringify(list)
      local.setItem(listKey, text)
      local.removeItem(formerKey)
      known = { text, list }
      unsaved.clear()
    } catch {
      // Blocked or full: it serves this tab until a later change can be stored, and takes this along.
      for (const { id } of before)
        if (!list.some((one) => one.id === id)) unsaved.set(id, undefined)
      for (const account of list) if (!before.includes(account)) unsaved.set(account.id, account)
    }
  }

  return {
    isBlocked: () => unsaved.size > 0,
    read,
    change: (change) =>
      window.alone(lockName, () => {
        const before = read()
        const after = change(before)
        if (after !== before) write(before, after)
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

/** The stored list, with this tab's own changes over those of the others. */
function withUnsaved(
  list: AccountList,
  unsaved: ReadonlyMap<string, ListedAccount | undefined>,
): AccountList {
  const merged = new Map(list.map((account) => [account.id, account]))
  for (const [id, account] of unsaved) {
    if (account === undefined) merged.delete(id)
    else merged.set(id, account)
  }
  return [...merged.values()]
}

/**
 * The account that this tab shows. One is minted where there is none; two tabs that start together
 * mint one, because the second waits and then reads. A browser that is killed may lose the last
 * seconds of the list, but no database: an account whose database is there is taken up again. Rejects
 * where the browser denies locks: no engine can run there.
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

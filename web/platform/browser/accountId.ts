/** The parts of the window that an account id needs. */
export interface AccountIdWindow {
  /** May throw, on access already: browsers block storage so. */
  storage(): { getItem(key: string): string | null; setItem(key: string, value: string): void }
  /** Runs `task` while no other tab of this origin runs one under the same name. */
  alone<Result>(name: string, task: () => Result): Promise<Result>
  newId(): string
}

const storageKey = 'moonlet.account'
const lockName = 'moonlet/account'
const wellFormed = /^[0-9a-f-]{16,64}$/

/**
 * The random local id that every name of this browser's account carries. It is minted once; two tabs
 * that start together mint one id, because the second waits and then reads. Where storage is blocked
 * the id lives as long as the tab.
 */
export async function accountId(window: AccountIdWindow): Promise<string> {
  return read(window) ?? (await window.alone(lockName, () => read(window) ?? mint(window)))
}

function read(window: AccountIdWindow): string | undefined {
  try {
    const id = window.storage().getItem(storageKey)
    return id !== null && wellFormed.test(id) ? id : undefined
  } catch {
    // Blocked storage holds nothing.
    return undefined
  }
}

function mint(window: AccountIdWindow): string {
  const id = window.newId()
  try {
    window.storage().setItem(storageKey, id)
  } catch {
    // Blocked storage: the id serves this tab, and there is nothing to say that would help.
  }
  return id
}

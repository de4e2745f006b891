/** An account of this browser, as far as windows must know it before any engine runs. */
export interface ListedAccount {
  /** Random and local; every name of the account carries it. Says nothing about a person. */
  readonly id: string
  readonly linked: boolean
  /** The link lives in memory only: when the last tab closes it is gone, and nobody took it. */
  readonly passing?: true
  /** Why it is not linked any more, until the person has seen it and gone on. */
  readonly lost?: 'ended' | 'moved' | 'evicted'
}

/** The accounts of this browser in the order in which they were added. */
export type AccountList = readonly ListedAccount[]

/** What the windows remember of an account besides its id. */
export type Standing = Omit<ListedAccount, 'id'>

const wellFormed = /^[0-9a-f-]{16,64}$/

/** Whether a text can be an account's id, and so a part of names. */
export function isAccountId(text: unknown): text is string {
  return typeof text === 'string' && wellFormed.test(text)
}

/**
 * The list that a text holds. What is not an account is left out, of two with one id the second; so a
 * text that somebody else wrote costs at most itself.
 */
export function parseAccounts(text: string | null): AccountList {
  const seen = new Set<string>()
  return itemsOf(text).flatMap((item) => {
    const account = accountOf(item)
    if (account === undefined || seen.has(account.id)) return []
    seen.add(account.id)
    return [account]
  })
}

function itemsOf(text: string | null): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value : []
  } catch {
    // Not JSON: nothing of ours.
    return []
  }
}

function accountOf(item: unknown): ListedAccount | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  const { id, linked, passing, lost } = item as Record<string, unknown>
  if (!isAccountId(id)) return undefined
  return {
    id,
    linked: linked === true,
    ...(passing === true && { passing }),
    ...((lost === 'ended' || lost === 'moved' || lost === 'evicted') && { lost }),
  }
}

/** The account that a window shows: the first wish that is listed, else the first linked one. */
export function chooseAccount(
  list: AccountList,
  wishes: readonly (string | null | undefined)[],
): string | undefined {
  const wished = wishes.find((wish) => list.some(({ id }) => id === wish))
  return wished ?? (list.find(({ linked }) => linked) ?? list[0])?.id
}

import type { AccountList, ListedAccount, Standing } from './accountList.ts'

/** The list with an account at its end; as it was if it holds the account already. */
export function withAccount(list: AccountList, id: string, standing: Standing): AccountList {
  return list.some((account) => account.id === id) ? list : [...list, { id, ...standing }]
}

export function withoutAccount(list: AccountList, id: string): AccountList {
  return list.some((account) => account.id === id) ? list.filter((one) => one.id !== id) : list
}

/** The list with an account's standing replaced; the same list when nothing changes. */
export function withStanding(list: AccountList, id: string, standing: Standing): AccountList {
  const before = list.find((account) => account.id === id)
  if (before === undefined || isSame(before, { id, ...standing })) return list
  return list.map((account) => (account.id === id ? { id, ...standing } : account))
}

function isSame(one: ListedAccount, other: ListedAccount): boolean {
  return one.linked === other.linked && one.passing === other.passing && one.lost === other.lost
}

/**
 * Accounts whose engine runs though this window does not show them: linked ones, and those that can
 * tell how their link ended or that they moved.
 */
export function backgroundAccounts(list: AccountList, current: string): readonly string[] {
  return list
    .filter(
      ({ id, linked, lost }) => id !== current && (linked || lost === 'ended' || lost === 'moved'),
    )
    .map(({ id }) => id)
}

/** Accounts that were begun and left: nobody ever linked them and there is nothing to tell. */
export function abandonedAccounts(list: AccountList, current: string): readonly string[] {
  return list
    .filter(({ id, linked, lost }) => id !== current && !linked && lost === undefined)
    .map(({ id }) => id)
}

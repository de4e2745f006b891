import { accounts } from './en/accounts.ts'

/** Words about the accounts of this browser, in the language that this window speaks. */
export const accountsWords = accounts

import { logOut } from './en/logOut.ts'

/** Words of the question before logging out, in the language that this window speaks. */
export const logOutWords = logOut

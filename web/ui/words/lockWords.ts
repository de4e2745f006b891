import { lock } from './en/lock.ts'

/** Words of a locked window, in the language that this window speaks. */
export const lockWords = lock

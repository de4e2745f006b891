import { home } from './en/home.ts'

/** Words of a linked window, in the language that this window speaks. */
export const homeWords = home

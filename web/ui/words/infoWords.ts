import { info } from './en/info.ts'

/** Words of the panel about a contact or a group, in the language that this window speaks. */
export const infoWords = info

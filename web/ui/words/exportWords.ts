import { exported } from './en/export.ts'

/** Words of exported chats, in the language that this window speaks. */
export const exportWords = exported

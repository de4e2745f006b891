import { unsupported } from './en/unsupported.ts'

/** Words for where nothing else can be shown, in the language that this window speaks. */
export const unsupportedWords = unsupported

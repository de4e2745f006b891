import { shortcuts } from './en/shortcuts.ts'

/** Words of the shortcut sheet, in the language that this window speaks. */
export const shortcutWords = shortcuts

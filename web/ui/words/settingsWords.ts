import { settings } from './en/settings.ts'

/** Words of the settings, in the language that this window speaks. */
export const settingsWords = settings

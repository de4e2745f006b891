import { messages } from './en/messages.ts'

/** Words for what messages are and say, in the language that this window speaks. */
export const messageWords = messages

import { conversation } from './en/conversation.ts'

/** Words of an open conversation, in the language that this window speaks. */
export const conversationWords = conversation

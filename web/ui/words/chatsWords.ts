import { chatList } from './en/chatList.ts'

/** Words of the list of chats and what belongs to it, in the language that this window speaks. */
export const chatsWords = chatList

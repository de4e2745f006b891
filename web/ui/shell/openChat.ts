import { useSyncExternalStore } from 'react'
import { subscribeToHash } from './useRoute.ts'

/** The chat that is open beside the list, by its local number. */
export function useOpenChat(): number | undefined {
  return useSyncExternalStore(subscribeToHash, read, () => undefined)
}

/** The address of a chat, or of the list alone. */
export function addressOf(chatId: number | undefined): string {
  return chatId === undefined ? '#/chats' : `#/chats/${chatId}`
}

/** Opens a chat; `undefined` leads back to the list alone. `replace`: without a step to go back. */
export function openChat(chatId: number | undefined, replace = false): void {
  const address = addressOf(chatId)
  if (location.hash === address) return
  if (replace) history.replaceState(null, '', address)
  else location.hash = address
  // A browser tells of the change later, or not at all; who acts on it goes on at once.
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

let shownAccount: string | undefined

/** Numbers of chats are each account's own: with another account none is open. Before the first look. */
export function beginWithAccount(id: string): void {
  if (shownAccount !== undefined && shownAccount !== id && read() !== undefined) {
    history.replaceState(null, '', addressOf(undefined))
  }
  shownAccount = id
}

function read(): number | undefined {
  const chat = /^#\/chats\/(\d{1,15})$/.exec(location.hash)?.[1]
  return chat === undefined ? undefined : Number(chat)
}

import { useSyncExternalStore } from 'react'

/** Where a linked window is. Lives in the address's hash, which never holds a name. */
export type Route = 'chats' | 'you' | 'settings'

/** The present route. Anything unknown is `chats`, where a fresh link begins. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, readRoute, () => 'chats')
}

/** The chat that is open beside the list, by its local number. */
export function useOpenChat(): number | undefined {
  return useSyncExternalStore(subscribe, readOpenChat, () => undefined)
}

/** The address of a part, or of a chat. */
export function addressOf(place: Route | number): string {
  return typeof place === 'number' ? `#/chats/${place}` : `#/${place}`
}

/** Opens a chat; `undefined` leads back to the list alone. `replace`: without a step to go back. */
export function openChat(chatId: number | undefined, replace = false): void {
  const address = addressOf(chatId ?? 'chats')
  if (location.hash === address) return
  if (replace) {
    history.replaceState(null, '', address)
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  } else {
    location.hash = address
  }
}

/** Goes back to where a fresh link begins; the address of a part says nothing to an unlinked window. */
export function forgetRoute(): void {
  if (parts().length > 0) history.replaceState(null, '', location.pathname + location.search)
}

function parts(): readonly string[] {
  const [part, ...rest] = window.location.hash.slice(2).split('/')
  return part === 'chats' || part === 'settings' || part === 'you' ? [part, ...rest] : []
}

function readRoute(): Route {
  const [part] = parts()
  return part === 'you' || part === 'settings' ? part : 'chats'
}

function readOpenChat(): number | undefined {
  const [part, chat = ''] = parts()
  return part === 'chats' && /^\d{1,15}$/.test(chat) ? Number(chat) : undefined
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

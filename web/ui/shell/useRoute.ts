import { useSyncExternalStore } from 'react'

/** Where a linked window is. Lives in the address's hash, which never holds a name. */
export type Route = 'chats' | 'you' | 'settings' | 'storage'

/** The present route. Anything unknown is `chats`, where a fresh link begins. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribeToHash, read, () => 'chats')
}

/** Goes back to where a fresh link begins; the address of a part says nothing to an unlinked window. */
export function forgetRoute(): void {
  if (/^#\/(chats|you|settings)/.test(location.hash)) {
    history.replaceState(null, '', location.pathname + location.search)
  }
}

function read(): Route {
  const part = location.hash.slice(2)
  if (part === 'settings/storage') return 'storage'
  return part === 'you' || part === 'settings' ? part : 'chats'
}

export function subscribeToHash(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

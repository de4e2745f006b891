import { useSyncExternalStore } from 'react'

/** Where a linked window is. Lives in the address's hash, which never holds a name. */
export type Route = 'chats' | 'you' | 'settings'

/** The present route. Anything unknown is `you`, where a fresh link begins. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, read, () => 'you')
}

/** Goes back to where a fresh link begins; the address of a part says nothing to an unlinked window. */
export function forgetRoute(): void {
  if (read() !== 'you') history.replaceState(null, '', location.pathname + location.search)
}

function read(): Route {
  const part = window.location.hash.slice(2)
  return part === 'chats' || part === 'settings' ? part : 'you'
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

import { useSyncExternalStore } from 'react'

/** Where a linked window is. Lives in the address's hash, which never holds a name. */
export type Route = 'chats' | 'you' | 'settings'

/** The present route. Anything unknown is `you`, where a fresh link begins. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, read, () => 'you')
}

function read(): Route {
  const part = window.location.hash.slice(2)
  return part === 'chats' || part === 'settings' ? part : 'you'
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

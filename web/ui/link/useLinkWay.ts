import { useSyncExternalStore } from 'react'

/** How this window offers the link: by a code to scan, or beside it by one to type on the phone. */
export type LinkWay = 'qr' | 'number'

/** The addresses of both ways. The hash holds no number. */
export const wayTo: Readonly<Record<LinkWay, string>> = { qr: '#/', number: '#/number' }

/** The way that the address names, so that the browser's own way back works. */
export function useLinkWay(): LinkWay {
  return useSyncExternalStore(subscribe, read, () => 'qr')
}

function read(): LinkWay {
  return window.location.hash === wayTo.number ? 'number' : 'qr'
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

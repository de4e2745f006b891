import { useEffect, useRef } from 'react'
import { AccountPage } from '../account/AccountPage.tsx'
import { ChatsPage } from '../chats/ChatsPage.tsx'
import { useRoute } from './useRoute.ts'

/** What a linked window shows: one part at a time, chosen in the navigation. */
export function Home({ greet }: { readonly greet: boolean }) {
  const route = useRoute()
  useTitleFocus(route, greet)
  return route === 'chats' ? <ChatsPage /> : <AccountPage />
}

/**
 * Moves the focus to the page's title when the part changes, and at once when this page has just
 * replaced the link screen, so that a keyboard or a screen reader goes on from there.
 */
function useTitleFocus(route: string, greet: boolean): void {
  const before = useRef(greet ? undefined : route)
  useEffect(() => {
    if (before.current === route) return
    before.current = route
    document.querySelector<HTMLElement>('[data-page-title]')?.focus()
  }, [route])
}

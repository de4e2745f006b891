import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { AccountPage } from '../account/AccountPage.tsx'
import { ChatsPage } from '../chats/ChatsPage.tsx'
import { LatePart } from '../parts/LatePart.tsx'
import { useMirror } from '../parts/window.ts'
import { chatsWords } from '../words/chatsWords.ts'
import { homeWords as words } from '../words/homeWords.ts'
import { HomeSkeleton } from './HomeSkeleton.tsx'
import { useLockKey } from '../parts/lockKey.ts'
import { useBadge, useNotices } from './useNotices.ts'
import { type Route, useRoute } from './useRoute.ts'
import { useShortcuts } from './useShortcuts.ts'

const SettingsPage = lazy(async () => ({
  default: (await import('../settings/SettingsPage.tsx')).SettingsPage,
}))

const StoragePage = lazy(async () => ({
  default: (await import('../settings/storage/StoragePage.tsx')).StoragePage,
}))

const ShortcutSheet = lazy(async () => ({
  default: (await import('./ShortcutSheet.tsx')).ShortcutSheet,
}))

/** What a linked window shows: one part at a time, chosen in the navigation. */
export function Home({ greet }: { readonly greet: boolean }) {
  const route = useRoute()
  useLockKey()
  useNotices()
  useBadge()
  const [sheet, setSheet] = useState(false)
  const showSheet = useCallback(() => setSheet(true), [])
  useShortcuts({ sheet: showSheet })
  const unread = useMirror((state) => state.snapshot?.chats?.unread ?? 0)
  useEffect(() => {
    const counts = route === 'chats' && unread > 0
    document.title = counts ? chatsWords.title(unread) : words.homeTitles[route]
  }, [route, unread])
  return (
    <Suspense fallback={<HomeSkeleton />}>
      <Page route={route} onShortcuts={showSheet} />
      <TitleFocus route={route} greet={greet} key="focus" />
      {sheet && (
        <LatePart>
          <ShortcutSheet onClose={() => setSheet(false)} />
        </LatePart>
      )}
    </Suspense>
  )
}

interface PageProps {
  readonly route: Route
  readonly onShortcuts: () => void
}

function Page({ route, onShortcuts }: PageProps) {
  switch (route) {
    case 'chats':
      return <ChatsPage />
    case 'settings':
      return <SettingsPage onShortcuts={onShortcuts} />
    case 'storage':
      return <StoragePage />
    case 'you':
      return <AccountPage />
  }
}

/**
 * Moves the focus to the page's title when the part changes, and at once when this page has just
 * replaced another face of the window, so that a keyboard or a screen reader goes on from there. It
 * stands beside the page, so that it acts when that has been loaded.
 */
function TitleFocus({ route, greet }: { readonly route: Route; readonly greet: boolean }) {
  const before = useRef(greet ? undefined : route)
  useEffect(() => {
    if (before.current === route) return
    before.current = route
    document.querySelector<HTMLElement>('[data-page-title]')?.focus()
  }, [route])
  return null
}

import { lazy, Suspense, useState } from 'react'
import type { ChatSizeView } from '../../../bridge/archive.ts'
import { Drawing } from '../../parts/Drawing.tsx'
import { ErrorBoundary } from '../../parts/ErrorBoundary.tsx'
import { useMirror } from '../../parts/window.ts'
import { storageWords as words } from '../../words/storageWords.ts'
import css from '../SettingsPage.module.css'
import { ChatDialog } from './ChatDialog.tsx'
import { ChatsCard } from './ChatsCard.tsx'
import { FreeDialog } from './FreeDialog.tsx'
import { FreeingLine } from './FreeingLine.tsx'
import { PartsCard } from './PartsCard.tsx'
import { RoomNotice } from './RoomNotice.tsx'
import own from './StoragePage.module.css'
import { useStorageView } from './useStorageView.ts'

const MoveCard = lazy(async () => ({ default: (await import('../../move/MoveCard.tsx')).MoveCard }))

type Asked = { readonly what: 'free' } | { readonly what: 'chat'; readonly size: ChatSizeView }

/** What is stored in this browser, by part and by chat, and ways to let go of some of it. */
export function StoragePage() {
  const storage = useStorageView()
  const [asked, setAsked] = useState<Asked>()
  const room = useMirror((state) => state.snapshot?.care?.room)
  const close = () => setAsked(undefined)
  return (
    <div className={css.page}>
      <div>
        <a className={own.back} href="#/settings">
          <Drawing lines="M12 5l-5 5 5 5" />
          {words.back}
        </a>
        <h1 className={css.title} tabIndex={-1} data-page-title>
          {words.title}
        </h1>
      </div>
      {room !== undefined && room.level !== 'ok' && (
        <RoomNotice room={room} onFree={() => setAsked({ what: 'free' })} />
      )}
      <FreeingLine />
      <PartsCard {...storage} />
      <ChatsCard
        round={storage.round}
        onFree={() => setAsked({ what: 'free' })}
        onChat={(size) => setAsked({ what: 'chat', size })}
      />
      <ErrorBoundary fallback={null}>
        <Suspense>
          <MoveCard />
        </Suspense>
      </ErrorBoundary>
      {asked?.what === 'free' && <FreeDialog onClose={close} />}
      {asked?.what === 'chat' && <ChatDialog size={asked.size} onClose={close} />}
    </div>
  )
}

import { lazy, Suspense, useEffect, useState } from 'react'
import { LinkScreen } from '../link/LinkScreen.tsx'
import { Button } from '../parts/Button.tsx'
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx'
import { useAccounts, useMirror, useWindow } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { faceOf } from './face.ts'
import { HomeSkeleton } from './HomeSkeleton.tsx'
import { Home, loadHome } from './lazyHome.ts'
import { Notice } from './Notice.tsx'
import { forgetRoute } from './useRoute.ts'

const loadFaces = () => import('./lateFaces.ts')
const LockScreen = lazy(async () => ({ default: (await loadFaces()).LockScreen }))
const MoveScreen = lazy(async () => ({
  default: (await (await loadFaces()).loadMoveScreen()).MoveScreen,
}))
const loadNotes = () => import('../accounts/linkNotes.ts')
const NotesAbove = lazy(async () => ({ default: (await loadNotes()).NotesAbove }))
const NotesBelow = lazy(async () => ({ default: (await loadNotes()).NotesBelow }))

/** The part of the window under its bars. */
export function Screen() {
  const { reload } = useWindow()
  const face = useMirror(faceOf)
  const scanned = useMirror((state) => state.snapshot?.link.at === 'confirming')
  const showsCode = useMirror((state) => state.snapshot?.link.at === 'showingQr')
  const switched = useAccounts((state) => state.switched)
  const [linkedHere, setLinkedHere] = useState(switched)
  if (face !== 'home' && face !== 'opening' && !linkedHere) setLinkedHere(true)
  useEffect(() => {
    // Linked and locked windows have titles of their own. None tells who is linked.
    if (face === 'link') document.title = words.titles.link
    else if (face !== 'home' && face !== 'locked' && face !== 'moving')
      document.title = words.titles.other
    document.documentElement.lang = words.locale
  }, [face])
  useEffect(() => {
    if (showsCode) forgetRoute()
  }, [showsCode])
  useEffect(() => {
    if (scanned) void loadHome().catch(leaveItToTheHome)
  }, [scanned])
  switch (face) {
    case 'opening':
      return <HomeSkeleton unsure />
    case 'link':
      return <Link />
    case 'home':
      return (
        <Suspense fallback={<HomeSkeleton />}>
          <Home greet={linkedHere} />
        </Suspense>
      )
    case 'locked':
    case 'moving':
      return (
        <Suspense fallback={<HomeSkeleton unsure />}>
          {face === 'locked' ? <LockScreen /> : <MoveScreen />}
        </Suspense>
      )
    case 'retired':
      return (
        <Notice title={words.retired.title} body={words.retired.body}>
          <Button kind="primary" onPress={reload}>
            {words.actions.reload}
          </Button>
        </Notice>
      )
  }
}

/** Fetching ahead failed: what is drawn once the link stands asks again. */
function leaveItToTheHome(): void {}

/** The link screen, between what else this window has to say once it has had time to look around. */
function Link() {
  const lookedAround = useAccounts((state) => state.orders !== undefined)
  return (
    <>
      {lookedAround && (
        <ErrorBoundary fallback={null}>
          <Suspense>
            <NotesAbove />
          </Suspense>
        </ErrorBoundary>
      )}
      <LinkScreen />
      {lookedAround && (
        <ErrorBoundary fallback={null}>
          <Suspense>
            <NotesBelow />
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  )
}

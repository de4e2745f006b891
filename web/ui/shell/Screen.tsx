import { lazy, Suspense, useEffect, useState } from 'react'
import { LinkScreen } from '../link/LinkScreen.tsx'
import { Button } from '../parts/Button.tsx'
import { useMirror, useWindow } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { type Face, faceOf } from './face.ts'
import { HomeSkeleton } from './HomeSkeleton.tsx'
import { Notice } from './Notice.tsx'
import { useRoute } from './useRoute.ts'

const loadHome = () => import('./Home.tsx')
const Home = lazy(async () => ({ default: (await loadHome()).Home }))

/** The part of the window under its bars. */
export function Screen() {
  const { reload } = useWindow()
  const face = useMirror(faceOf)
  const scanned = useMirror((state) => state.snapshot?.link.at === 'confirming')
  const [linkedHere, setLinkedHere] = useState(false)
  if (face === 'link' && !linkedHere) setLinkedHere(true)
  useDocumentTitle(face)
  useEffect(() => {
    if (scanned) void loadHome()
  }, [scanned])
  switch (face) {
    case 'opening':
      return <HomeSkeleton unsure />
    case 'link':
      return <LinkScreen />
    case 'home':
      return (
        <Suspense fallback={<HomeSkeleton />}>
          <Home greet={linkedHere} />
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

/** Titles tell the part of the product, never who is linked. */
function useDocumentTitle(face: Face): void {
  const route = useRoute()
  const title =
    face === 'home' ? words.titles[route] : words.titles[face === 'link' ? face : 'other']
  useEffect(() => {
    document.title = title
    document.documentElement.lang = words.locale
  }, [title])
}

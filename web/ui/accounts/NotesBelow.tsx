import { lazy, Suspense, useEffect, useState } from 'react'
import { Drawing } from '../parts/Drawing.tsx'
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx'
import { useWindow } from '../parts/window.ts'
import { accountsWords as words } from '../words/accountsWords.ts'
import css from './LinkNotes.module.css'
import { freeBytes, isLittle } from './room.ts'

const MoveHere = lazy(async () => ({ default: (await import('../move/MoveHere.tsx')).MoveHere }))

/** Under the codes: the way in with a file, and that this browser gives little room. */
export function NotesBelow() {
  const { device } = useWindow()
  const [free, setFree] = useState<number>()
  useEffect(() => {
    let left = false
    const ask = async () => {
      const { storageFacts } = await device.storage()
      const bytes = freeBytes(await storageFacts())
      if (!left) setFree(bytes)
    }
    ask().catch(sayNothing)
    return () => {
      left = true
    }
  }, [device])
  return (
    <>
      <ErrorBoundary fallback={null}>
        <Suspense>
          <MoveHere />
        </Suspense>
      </ErrorBoundary>
      {free !== undefined && isLittle(free) && (
        <p className={css.room} role="status">
          <Drawing lines="M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M10 9.3v4.2 M10 6.6v.1" />
          {words.room.little(free)}
        </p>
      )}
    </>
  )
}

/** The part that asks the browser could not be loaded: then there is nothing to warn of. */
function sayNothing(): void {}

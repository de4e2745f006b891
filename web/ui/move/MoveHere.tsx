import { useState } from 'react'
import { useMirror } from '../parts/window.ts'
import { moveWords } from '../words/moveWords.ts'
import { MoveFailure } from './MoveFailure.tsx'
import css from './MoveHere.module.css'
import { MoveInDialog } from './MoveInDialog.tsx'
import { useMoveRun } from './useMoveRun.ts'

const words = moveWords.here

/** The quiet way in for an account that another browser let go of. */
export function MoveHere() {
  const [open, setOpen] = useState(false)
  const [run] = useMoveRun()
  const confirming = useMirror(({ snapshot }) => snapshot?.link.at === 'confirming')
  const canKeep = useMirror(({ snapshot }) => snapshot?.engine.storage === 'persistent')
  if (confirming || !canKeep) return null
  return (
    <div className={css.here}>
      <button type="button" className={css.open} onClick={() => setOpen(true)}>
        {words.open}
      </button>
      <p className={css.failure} role="alert">
        {!open && <MoveFailure run={run} />}
      </p>
      {open && <MoveInDialog onClose={() => setOpen(false)} />}
    </div>
  )
}

import { useId, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Card } from '../parts/Card.tsx'
import css from '../settings/SettingsPage.module.css'
import { moveWords } from '../words/moveWords.ts'
import { MoveFailure } from './MoveFailure.tsx'
import { MoveOutDialog } from './MoveOutDialog.tsx'
import { useMoveRun } from './useMoveRun.ts'

const words = moveWords.card

/** The way out to another browser. */
export function MoveCard() {
  const title = useId()
  const [open, setOpen] = useState(false)
  const [run] = useMoveRun()
  return (
    <Card labelledBy={title}>
      <div className={css.section}>
        <h2 className={css.heading} id={title}>
          {words.title}
        </h2>
        <p>{words.body}</p>
        <p className={css.failure} role="alert">
          {!open && <MoveFailure run={run} />}
        </p>
        <div className={css.buttons}>
          <Button size="small" onPress={() => setOpen(true)}>
            {words.open}
          </Button>
        </div>
        {open && <MoveOutDialog onClose={() => setOpen(false)} />}
      </div>
    </Card>
  )
}

import { useState } from 'react'
import { isPending } from '../../state/selectors.ts'
import { words } from '../words/words.ts'
import { Button } from './Button.tsx'
import css from './StartOver.module.css'
import { useMirror, useWindow } from './window.ts'

/** Erases what is stored here, after saying so and asking once more. */
export function StartOver() {
  const { actions } = useWindow()
  const [asked, setAsked] = useState(false)
  const busy = useMirror((state) => isPending(state, 'startOver'))
  if (!asked) {
    return <Button onPress={() => setAsked(true)}>{words.actions.startOver}</Button>
  }
  return (
    <div className={css.ask}>
      <p className={css.why}>{words.actions.startOverWhy}</p>
      <div className={css.buttons}>
        <Button kind="danger" onPress={actions.startOver} busy={busy}>
          {words.actions.startOverConfirm}
        </Button>
        <Button onPress={() => setAsked(false)}>{words.actions.cancel}</Button>
      </div>
    </div>
  )
}

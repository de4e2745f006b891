import { Button } from '../parts/Button.tsx'
import { useWindow } from '../parts/window.ts'
import { laterWords } from '../words/laterWords.ts'
import { words } from '../words/words.ts'
import css from './Expired.module.css'
import { Ghost } from './Ghost.tsx'

/** All codes were shown; the next one comes only when asked for. */
export function Expired() {
  const { actions } = useWindow()
  return (
    <>
      <Ghost breathing={false} />
      <div className={css.cover}>
        <h2 className={css.title}>{laterWords.expired.title}</h2>
        <p className={css.body}>{laterWords.expired.body}</p>
        <Button kind="primary" onPress={actions.newCode} takesFocus>
          {words.actions.newCode}
        </Button>
      </div>
    </>
  )
}

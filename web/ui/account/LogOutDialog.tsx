import { isPending } from '../../state/selectors.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { useMirror, useWindow } from '../parts/window.ts'
import { logOutWords as words } from '../words/logOutWords.ts'
import css from './LogOutDialog.module.css'

/** Says what logging out does, and asks. What follows is told by the link screen. */
export function LogOutDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useWindow()
  const busy = useMirror((state) => isPending(state, 'logOut'))
  const { title, does, safe, confirm, cancel } = words.logOut
  return (
    <Dialog title={title} onClose={onClose} busy={busy}>
      <ul className={css.does}>
        {does.map((what) => (
          <li key={what}>{what}</li>
        ))}
      </ul>
      <p className={css.safe}>{safe}</p>
      <div className={css.buttons}>
        <Button onPress={onClose} busy={busy}>
          {cancel}
        </Button>
        <Button kind="danger" onPress={() => actions.order({ type: 'logOut' })} busy={busy}>
          {busy ? words.logOut.busy : confirm}
        </Button>
      </div>
    </Dialog>
  )
}

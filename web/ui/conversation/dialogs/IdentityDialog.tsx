import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './dialogs.module.css'

interface IdentityDialogProps {
  /** Undefined: one of several people. */
  readonly name: string | undefined
  readonly onSend: () => void
  readonly onClose: () => void
}

/** Before a message goes to somebody whose security code changed, where the person wants to be asked. */
export function IdentityDialog({ name, onSend, onClose }: IdentityDialogProps) {
  return (
    <Dialog
      title={name === undefined ? words.identity.titleOfSeveral : words.identity.title(name)}
      onClose={onClose}
    >
      <p className={css.quiet}>{words.identity.body}</p>
      <div className={css.buttons}>
        <Button onPress={onClose}>{words.identity.cancel}</Button>
        <Button kind="primary" onPress={onSend}>
          {words.identity.send}
        </Button>
      </div>
    </Dialog>
  )
}

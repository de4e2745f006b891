import type { MessageView } from '../../../bridge/chatViews.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { useEngineTime } from '../engineTime.ts'
import { usePane } from '../pane.ts'
import css from './dialogs.module.css'

interface DeleteDialogProps {
  readonly messages: readonly MessageView[]
  readonly onClose: () => void
}

/** The service takes deletions for all for this long. */
const forAllMs = 2 * 86_400_000

/** Asks for whom messages are to be deleted; it cannot be undone. */
export function DeleteDialog({ messages, onClose }: DeleteDialogProps) {
  const { conversation, acts } = usePane()
  const nowMs = useEngineTime()()
  const forAll = messages.every(
    ({ fromMe, atMs, content, ticks }) =>
      fromMe &&
      nowMs - atMs < forAllMs &&
      (content.kind === 'text' || content.kind === 'card') &&
      ticks !== 'failed',
  )
  const remove = (all: boolean) => {
    onClose()
    acts.set({ chosen: undefined })
    const keys = messages.map(({ key }) => key)
    const { chatId } = conversation
    void acts.run(
      { type: 'deleteMessages', clientId: acts.newId(), chatId, keys, forAll: all },
      words.heard.deleted,
    )
  }
  return (
    <Dialog title={words.remove.title(messages.length)} onClose={onClose}>
      {forAll && <p className={css.quiet}>{words.remove.forAllBody}</p>}
      <p className={css.quiet}>{words.remove.forMeBody}</p>
      <div className={css.buttons}>
        <Button onPress={onClose}>{words.remove.cancel}</Button>
        <Button kind="danger" onPress={() => remove(false)}>
          {words.remove.forMe}
        </Button>
        {forAll && (
          <Button kind="danger" onPress={() => remove(true)}>
            {words.remove.forAll}
          </Button>
        )}
      </div>
    </Dialog>
  )
}

import type { ChatSizeView } from '../../../bridge/archive.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { storageWords } from '../../words/storageWords.ts'
import dialog from '../SetLockDialog.module.css'
import { Progress } from './Progress.tsx'
import { useExport } from './useExport.ts'

const words = storageWords.save

interface ExportDialogProps {
  readonly size: ChatSizeView
  readonly name: string
  readonly onClose: () => void
}

/** Says what is saved and who could read it, saves it, and shows how that comes along. */
export function ExportDialog({ size, name, onClose }: ExportDialogProps) {
  const { state, start, stop } = useExport(size.chat, name)
  const runs = state.at === 'running'
  const close = () => {
    stop()
    onClose()
  }
  return (
    <Dialog title={words.title(name)} onClose={close}>
      <div className={dialog.form}>
        {runs ? (
          <>
            <p>{words.running(state.count, size.messages)}</p>
            <Progress label={words.progress} share={state.count / Math.max(1, size.messages)} />
          </>
        ) : (
          <>
            <p>{words.what}</p>
            <p className={dialog.forgetting}>{words.open}</p>
            <p className={dialog.note}>{words.cards}</p>
          </>
        )}
        <p role="status">
          {state.at === 'done' && words.done(state.count)}
          {state.at === 'stopped' && words.stopped}
        </p>
        <p className={dialog.failure} role="alert">
          {state.at === 'failed' && words.failed}
        </p>
        <div className={dialog.buttons}>
          {runs && <Button onPress={stop}>{words.cancel}</Button>}
          {!runs && <Button onPress={close}>{words.close}</Button>}
          {!runs && state.at !== 'done' && (
            <Button kind="primary" onPress={() => void start()}>
              {words.start}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  )
}

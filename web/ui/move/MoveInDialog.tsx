import { useId, useRef, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { PassphraseField } from '../parts/PassphraseField.tsx'
import { useWindow } from '../parts/window.ts'
import form from '../settings/SetLockDialog.module.css'
import { moveWords } from '../words/moveWords.ts'
import { MoveFailure } from './MoveFailure.tsx'
import css from './MoveHere.module.css'
import { useMoveRun } from './useMoveRun.ts'

const words = moveWords.here

/** Takes a file and its passphrase, and brings the account here. */
export function MoveInDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useWindow()
  const [run, setRun] = useMoveRun()
  const [file, setFile] = useState<File>()
  const [passphrase, setPassphrase] = useState('')
  const [answer, setAnswer] = useState<string>()
  const chooser = useRef<HTMLInputElement>(null)
  const fileId = useId()
  const busy = run.at === 'running'

  async function submit(): Promise<void> {
    if (busy) return
    setAnswer(undefined)
    if (file === undefined) {
      setAnswer(words.fileMissing)
      chooser.current?.focus()
      return
    }
    if (passphrase === '') return setAnswer(words.passphraseMissing)
    setRun({ at: 'running' })
    const result = await actions.move({ type: 'moveIn', file, passphrase })
    setRun(result.ok ? { at: 'idle' } : { at: 'failed', error: result.error })
    if (result.ok) onClose()
  }

  return (
    <Dialog title={words.title} onClose={onClose} busy={busy}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <p>{words.what}</p>
        <div className={css.file}>
          <label className={css.label} htmlFor={fileId}>
            {words.file}
          </label>
          <input
            ref={chooser}
            className={css.choose}
            id={fileId}
            type="file"
            onChange={({ currentTarget }) => setFile(currentTarget.files?.[0])}
          />
        </div>
        <PassphraseField
          label={words.passphrase}
          value={passphrase}
          onChange={setPassphrase}
          show={words.show}
          autoComplete="current-password"
        />
        <p className={form.failure} role="alert">
          {answer ?? <MoveFailure run={run} />}
        </p>
        <div className={form.buttons}>
          <Button onPress={onClose} busy={busy}>
            {words.cancel}
          </Button>
          <Button kind="primary" submits busy={busy}>
            {busy ? words.busy : words.start}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

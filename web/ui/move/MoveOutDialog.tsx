import { useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { PassphraseField } from '../parts/PassphraseField.tsx'
import { usePasskeys } from '../parts/usePasskeys.ts'
import { useMirror, useWindow } from '../parts/window.ts'
import { NewPassphrase, type NewPassphraseProblem, problemOf } from '../settings/NewPassphrase.tsx'
import form from '../settings/SetLockDialog.module.css'
import { useCurrentSecret } from '../settings/useCurrentSecret.ts'
import { dayOf } from '../words/chatTimes.ts'
import { moveWords } from '../words/moveWords.ts'
import { settingsWords } from '../words/settingsWords.ts'
import { MoveFailure } from './MoveFailure.tsx'
import { saveMoved } from './saveMoved.ts'
import { useMoveRun } from './useMoveRun.ts'

const words = moveWords.dialog
const lockWords = settingsWords.settings.setLock

/** Says what moving means, takes a passphrase, and saves the file. */
export function MoveOutDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions, device } = useWindow()
  const { passkeys } = usePasskeys()
  const current = useCurrentSecret()
  const moved = useMirror(({ snapshot }) => snapshot?.link.at === 'moved')
  const [run, setRun] = useMoveRun()
  const [passphrase, setPassphrase] = useState({ fresh: '', again: '' })
  const [problem, setProblem] = useState<NewPassphraseProblem>()
  const [answer, setAnswer] = useState<string>()
  const busy = run.at === 'running'

  async function submit(): Promise<void> {
    setAnswer(undefined)
    const wrong = problemOf(passphrase)
    setProblem(wrong)
    if (wrong !== undefined || busy) return
    // First: browsers ask where to save only right after a click.
    const { openFile } = await device.files()
    const sink = await openFile(`Moonlet ${dayOf(device.timeMs())}.moonlet`)
    if (sink === undefined) return
    const old = await current.ask(passkeys)
    if ('missing' in old) {
      setAnswer(old.missing)
      await sink.abort()
      return
    }
    setRun({ at: 'running' })
    const { secret } = old
    const secrets = {
      passphrase: passphrase.fresh,
      ...(secret === undefined ? {} : { current: secret }),
    }
    const end = await saveMoved(actions, sink, secrets)
    setRun(end)
    if (end.at !== 'failed') onClose()
  }

  return (
    <Dialog title={moved ? words.again : words.title} onClose={onClose} busy={busy}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault()
          submit().catch(() => setRun({ at: 'failed' }))
        }}
      >
        {!moved && <p>{words.what}</p>}
        <p className={form.forgetting}>{words.warning}</p>
        {current.method !== undefined && <p className={form.note}>{words.lock}</p>}
        {current.method === 'passphrase' && (
          <PassphraseField
            label={lockWords.current}
            value={current.text}
            onChange={current.setText}
            show={lockWords.show}
            autoComplete="current-password"
          />
        )}
        <NewPassphrase value={passphrase} onChange={setPassphrase} problem={problem} />
        <p className={form.failure} role="alert">
          {answer ?? <MoveFailure run={run} />}
        </p>
        <div className={form.buttons}>
          <Button onPress={onClose} busy={busy}>
            {words.cancel}
          </Button>
          <Button kind="primary" submits busy={busy}>
            {busy ? words.busy : moved ? words.startAgain : words.start}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

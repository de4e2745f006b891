import { useEffect, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { PassphraseField } from '../parts/PassphraseField.tsx'
import { useFailure } from '../parts/useFailure.ts'
import { usePasskeys } from '../parts/usePasskeys.ts'
import { useWindow } from '../parts/window.ts'
import { settingsWords } from '../words/settingsWords.ts'
import { describeLockFailure } from './lockFailure.ts'
import css from './SetLockDialog.module.css'
import { useCurrentSecret } from './useCurrentSecret.ts'
import { useDone } from './useDone.ts'

const words = settingsWords.settings

/** Takes the lock away, for whoever can open it. */
export function RemoveLockDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useWindow()
  const { passkeys } = usePasskeys()
  const current = useCurrentSecret()
  const failure = useFailure('removeLock')
  const { busy, order } = useDone('removeLock', onClose)
  const [asking, setAsking] = useState(false)
  const [answer, setAnswer] = useState<string>()

  useEffect(() => actions.forgetFailure, [actions])

  async function submit(): Promise<void> {
    if (busy || asking) return
    setAnswer(undefined)
    setAsking(true)
    const old = await current.ask(passkeys)
    setAsking(false)
    if ('missing' in old) setAnswer(old.missing)
    else if (old.secret !== undefined) {
      const { secret } = old
      order(() => actions.order({ type: 'removeLock', current: secret }))
    }
  }

  const waits = busy || asking
  return (
    <Dialog title={words.removeLock.title} onClose={onClose} busy={waits}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <p>{words.removeLock.body}</p>
        {current.method === 'passphrase' ? (
          <PassphraseField
            label={words.setLock.current}
            value={current.text}
            onChange={current.setText}
            show={words.setLock.show}
            autoComplete="current-password"
          />
        ) : (
          <p className={css.note}>{words.setLock.currentPasskey}</p>
        )}
        <p className={css.failure} role="alert">
          {answer ?? describeLockFailure(failure, current.method)}
        </p>
        <div className={css.buttons}>
          <Button onPress={onClose} busy={waits}>
            {words.removeLock.cancel}
          </Button>
          <Button kind="danger" submits busy={waits}>
            {waits ? words.removeLock.busy : words.removeLock.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

import { type ReactNode, useEffect, useState } from 'react'
import type { LockMethod, LockSecret } from '../../bridge/contract.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { PassphraseField } from '../parts/PassphraseField.tsx'
import { useFailure } from '../parts/useFailure.ts'
import { usePasskeys } from '../parts/usePasskeys.ts'
import { useMirror, useWindow } from '../parts/window.ts'
import { settingsWords } from '../words/settingsWords.ts'
import { describeLockFailure } from './lockFailure.ts'
import { MethodChoice } from './MethodChoice.tsx'
import css from './SetLockDialog.module.css'
import { NewPassphrase, type NewPassphraseProblem, problemOf } from './NewPassphrase.tsx'
import { useCurrentSecret } from './useCurrentSecret.ts'
import { useDone } from './useDone.ts'

const words = settingsWords.settings.setLock

/** After how many minutes a new lock closes by itself, until the person chooses. */
const firstIdleMinutes = 15

interface SetLockDialogProps {
  readonly method: LockMethod
  readonly onClose: () => void
}

/** Puts a lock before the account, or another one in its place. What forgetting means comes first. */
export function SetLockDialog({ method: firstMethod, onClose }: SetLockDialogProps) {
  const { actions } = useWindow()
  const { passkeys, supported } = usePasskeys()
  const current = useCurrentSecret()
  const idleMinutes = useMirror(({ snapshot }) =>
    snapshot?.lock.at === 'on' ? snapshot.lock.idleMinutes : firstIdleMinutes,
  )
  const failure = useFailure('setLock')
  const { busy, order } = useDone('setLock', onClose)
  const [method, setMethod] = useState(firstMethod)
  const [passphrase, setPassphrase] = useState({ fresh: '', again: '' })
  const [problem, setProblem] = useState<NewPassphraseProblem>()
  const [answer, setAnswer] = useState<string>()
  const [asking, setAsking] = useState(false)

  useEffect(() => actions.forgetFailure, [actions])

  async function newSecret(): Promise<LockSecret | { readonly missing: string }> {
    if (method === 'passphrase') return { kind: 'passphrase', text: passphrase.fresh }
    if (passkeys === undefined) return { missing: words.unsupported }
    const made = await passkeys.createPasskey({
      name: words.passkeyName,
      displayName: words.passkeyName,
    })
    if (made.at === 'ok') return { ...made, kind: 'passkey' }
    const missing = { cancelled: words.cancelled, 'no-prf': words.noPrf } as const
    return { missing: made.at === 'unsupported' ? words.unsupported : missing[made.at] }
  }

  async function submit(): Promise<void> {
    setAnswer(undefined)
    const wrong = method === 'passphrase' ? problemOf(passphrase) : undefined
    setProblem(wrong)
    if (wrong !== undefined || busy || asking) return
    setAsking(true)
    const old = await current.ask(passkeys)
    const secret = 'missing' in old ? old : await newSecret()
    setAsking(false)
    if ('missing' in secret) setAnswer(secret.missing)
    else if ('secret' in old) {
      const before = old.secret === undefined ? {} : { current: old.secret }
      order(() => actions.order({ type: 'setLock', secret, idleMinutes, ...before }))
    }
  }

  const waits = busy || asking
  const confirm = method === 'passkey' ? words.confirmPasskey : words.confirm
  return (
    <Dialog
      title={current.method === undefined ? words.title.set : words.title.change}
      onClose={onClose}
      busy={waits}
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <p className={css.forgetting}>{method === 'passkey' ? words.losing : words.forgetting}</p>
        {supported === true && <MethodChoice method={method} onChange={setMethod} />}
        {current.method === 'passphrase' && (
          <PassphraseField
            label={words.current}
            value={current.text}
            onChange={current.setText}
            show={words.show}
            autoComplete="current-password"
          />
        )}
        {current.method === 'passkey' && <p className={css.note}>{words.currentPasskey}</p>}
        {method === 'passphrase' && (
          <NewPassphrase value={passphrase} onChange={setPassphrase} problem={problem} />
        )}
        <Told>{answer ?? describeLockFailure(failure, current.method)}</Told>
        <div className={css.buttons}>
          <Button onPress={onClose} busy={waits}>
            {words.cancel}
          </Button>
          <Button kind="primary" submits busy={waits}>
            {waits ? words.busy : confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What went wrong, said as it appears. */
function Told({ children }: { readonly children: ReactNode }) {
  return (
    <p className={css.failure} role="alert">
      {children}
    </p>
  )
}

import { useState } from 'react'
import type { PlainError } from '../../bridge/errors.ts'
import { Button } from '../parts/Button.tsx'
import { usePasskeys } from '../parts/usePasskeys.ts'
import { useWindow } from '../parts/window.ts'
import { laterWords } from '../words/laterWords.ts'
import { lockWords as words } from '../words/lockWords.ts'
import css from './LockScreen.module.css'
import { Pause } from './Pause.tsx'
import { type ClosedLock, useUnlocking } from './useUnlocking.ts'

/** The button that has the browser ask for the passkey. */
export function PasskeyUnlock({ lock }: { readonly lock: ClosedLock }) {
  const { actions } = useWindow()
  const { passkeys, supported } = usePasskeys()
  const unlocking = useUnlocking(lock)
  const [asking, setAsking] = useState(false)
  const [answer, setAnswer] = useState<string>()
  const { busy, error, nextTryAtMs } = unlocking
  const ask = async (): Promise<void> => {
    if (passkeys === undefined || lock.passkey === undefined) return
    setAsking(true)
    setAnswer(undefined)
    const got = await passkeys.askPasskey(lock.passkey)
    setAsking(false)
    if (got.at === 'ok') {
      const { credentialId, salt, output } = got
      const secret = { kind: 'passkey', credentialId, salt, output } as const
      actions.order({ type: 'unlock', secret })
    } else {
      const { passkeyCancelled, passkeyImpossible } = words.lock
      setAnswer(got.at === 'cancelled' ? passkeyCancelled : passkeyImpossible)
    }
  }
  const waits = passkeys === undefined || busy || asking || nextTryAtMs !== undefined
  return (
    <div className={css.form}>
      <Button kind="primary" onPress={() => void ask()} busy={waits}>
        {busy ? words.lock.unlocking : words.lock.withPasskey}
      </Button>
      <Pause unlocking={unlocking} />
      <p className={css.answer} role="alert">
        {supported === false ? words.lock.passkeyImpossible : (answer ?? describe(error))}
      </p>
    </div>
  )
}

function describe(error: PlainError | undefined): string | undefined {
  if (error === undefined || error.code === 'lock-too-soon') return undefined
  return error.code === 'lock-wrong' ? words.lock.wrongPasskey : laterWords.problem(error).title
}

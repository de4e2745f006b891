import { lazy, useId, useState } from 'react'
import type { LockMethod, LockView } from '../../bridge/contract.ts'
import { isPending } from '../../state/selectors.ts'
import { Button } from '../parts/Button.tsx'
import { lockKey } from '../parts/lockKey.ts'
import { Card } from '../parts/Card.tsx'
import { LatePart } from '../parts/LatePart.tsx'
import { SelectField } from '../parts/SelectField.tsx'
import { useFailure } from '../parts/useFailure.ts'
import { usePasskeys } from '../parts/usePasskeys.ts'
import { useMirror, useWindow } from '../parts/window.ts'
import { laterWords } from '../words/laterWords.ts'
import { settingsWords } from '../words/settingsWords.ts'
import css from './SettingsPage.module.css'

const SetLockDialog = lazy(async () => ({
  default: (await import('./SetLockDialog.tsx')).SetLockDialog,
}))
const RemoveLockDialog = lazy(async () => ({
  default: (await import('./RemoveLockDialog.tsx')).RemoveLockDialog,
}))

const words = settingsWords.settings.lock

/** The question in front of the page, if there is one. */
type Asking = { readonly what: 'set'; readonly method: LockMethod } | { readonly what: 'remove' }

/** Whether a secret stands before the account, and everything that can be done about it. */
export function AppLock() {
  const title = useId()
  const lock = useMirror((state) => state.snapshot?.lock)
  const keeps = useMirror(
    ({ snapshot }) => snapshot?.remember === true && snapshot.engine.storage === 'persistent',
  )
  const [asking, setAsking] = useState<Asking>()
  const close = () => setAsking(undefined)
  if (lock === undefined || lock.at === 'locked') return null
  return (
    <Card labelledBy={title}>
      <div className={css.section}>
        <h2 className={css.heading} id={title}>
          {words.title}
        </h2>
        <p className={css.state}>{lock.at === 'on' ? words.on[lock.method] : words.off}</p>
        <p className={css.note}>{keeps ? words.what : words.unavailable}</p>
        {lock.at === 'off' && keeps && <Ways onSet={setAsking} />}
        {lock.at === 'on' && <Present lock={lock} onAsk={setAsking} />}
      </div>
      <LatePart>
        {asking?.what === 'set' && <SetLockDialog method={asking.method} onClose={close} />}
        {asking?.what === 'remove' && <RemoveLockDialog onClose={close} />}
      </LatePart>
    </Card>
  )
}

function Ways({ onSet }: { readonly onSet: (asking: Asking) => void }) {
  const { supported } = usePasskeys()
  return (
    <div className={css.buttons}>
      <Button kind="primary" onPress={() => onSet({ what: 'set', method: 'passphrase' })}>
        {words.usePassphrase}
      </Button>
      {supported === true && (
        <Button onPress={() => onSet({ what: 'set', method: 'passkey' })}>
          {words.usePasskey}
        </Button>
      )}
    </div>
  )
}

/** Minutes to choose from; 0 stands for never. */
const idleChoices = [1, 5, 15, 60, 0]

interface PresentProps {
  readonly lock: Extract<LockView, { at: 'on' }>
  readonly onAsk: (asking: Asking) => void
}

function Present({ lock, onAsk }: PresentProps) {
  const { actions } = useWindow()
  const failure = useFailure('setLockIdle', 'lockNow')
  const busy = useMirror((state) => isPending(state, 'lockNow'))
  const choices = idleChoices.includes(lock.idleMinutes)
    ? idleChoices
    : [lock.idleMinutes, ...idleChoices]
  return (
    <>
      <div className={css.buttons}>
        <Button onPress={() => actions.order({ type: 'lockNow' })} busy={busy} shortcut={lockKey}>
          {words.lockNow}
        </Button>
        <span className={css.keys}>{words.shortcut}</span>
        <Button onPress={() => onAsk({ what: 'set', method: lock.method })}>{words.change}</Button>
        <Button onPress={() => onAsk({ what: 'remove' })}>{words.turnOff}</Button>
      </div>
      <SelectField
        label={words.idle}
        hint={words.idleWhy}
        value={String(lock.idleMinutes)}
        onChange={(value) => actions.order({ type: 'setLockIdle', idleMinutes: Number(value) })}
        choices={choices.map((minutes) => ({
          value: String(minutes),
          label: words.idleAfter(minutes),
        }))}
      />
      {failure !== undefined && (
        <p className={css.failure} role="alert">
          {laterWords.problem(failure).title}
        </p>
      )}
    </>
  )
}

import type { PlainError } from '../../bridge/errors.ts'
import { words } from '../words/words.ts'
import { Button } from './Button.tsx'
import { StartOver } from './StartOver.tsx'
import { type Place, wayOn } from './wayOn.ts'
import { useWindow } from './window.ts'

interface WayOnButtonProps {
  readonly place: Place
  readonly error: PlainError
  readonly busy?: boolean
  readonly size?: 'normal' | 'small'
}

/** The one thing to do about an error. */
export function WayOnButton({ place, error, busy = false, size = 'normal' }: WayOnButtonProps) {
  const { actions, reload } = useWindow()
  /** Another tab keeps the engine as it is over a reload of this one: it is asked to try again, too. */
  function askAndReload(): void {
    if (place === 'stopped') actions.retryNow()
    reload()
  }
  const kind = size === 'small' || place === 'waiting' ? 'quiet' : 'primary'
  switch (wayOn(place, error)) {
    case 'none':
      return null
    case 'startOver':
      return <StartOver />
    case 'openOrStartOver':
      return (
        <>
          <Button kind={kind} size={size} busy={busy} onPress={actions.retryNow}>
            {words.actions.tryAgain}
          </Button>
          <StartOver />
        </>
      )
    case 'reload':
      return (
        <Button kind={kind} size={size} onPress={askAndReload}>
          {words.actions.reload}
        </Button>
      )
    case 'newCode':
      return (
        <Button kind={kind} size={size} onPress={actions.newCode} takesFocus>
          {place === 'ended' ? words.actions.linkAgain : words.actions.newCode}
        </Button>
      )
    case 'retryNow':
      return (
        <Button kind={kind} size={size} busy={busy} onPress={actions.retryNow}>
          {labelOf(place, error)}
        </Button>
      )
  }
}

function labelOf(place: Place, error: PlainError): string {
  if (error.code === 'replaced') return words.actions.useHere
  return place === 'waiting' ? words.actions.retryNow : words.actions.tryAgain
}

import { useState } from 'react'
import { isPending } from '../../state/selectors.ts'
import { Checkbox } from '../parts/Checkbox.tsx'
import { useMirror, useWindow } from '../parts/window.ts'
import { words } from '../words/words.ts'

/** Whether the link outlives the last tab. Changing it makes fresh keys, so only before the link. */
export function Remember() {
  const { actions } = useWindow()
  const remember = useMirror((state) => state.snapshot?.remember ?? true)
  const possible = useMirror((state) => state.snapshot?.engine.storage !== 'memory')
  const known = useMirror((state) => state.snapshot !== undefined && state.engine.at === 'live')
  const changing = useMirror((state) => isPending(state, 'setRemember'))
  const underWay = useMirror(
    (state) => state.snapshot?.link.at === 'confirming' || state.snapshot?.link.at === 'linked',
  )
  // The box follows the hand at once; what the engine says counts again when it has answered.
  const [wanted, setWanted] = useState(remember)
  const choose = (next: boolean): void => {
    setWanted(next)
    actions.setRemember(next)
  }
  return (
    <Checkbox
      checked={changing ? wanted : remember && possible}
      onChange={choose}
      label={words.link.remember}
      description={describe(remember, possible, changing)}
      disabled={!possible || underWay}
      busy={!known || changing}
    />
  )
}

function describe(remember: boolean, possible: boolean, changing: boolean): string {
  if (!possible) return words.link.rememberImpossible
  if (changing) return words.link.rememberChanging
  return remember ? words.link.rememberOn : words.link.rememberOff
}

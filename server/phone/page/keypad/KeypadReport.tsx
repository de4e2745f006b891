import { Glyph } from '../parts/Glyph.tsx'
import { words } from '../words.ts'
import css from './KeypadReport.module.css'
import type { KeypadState } from './useKeypad.ts'

/** What the phone says about the code. One element for all of it, so that it is read aloud. */
export function KeypadReport({ id, state }: { readonly id: string; readonly state: KeypadState }) {
  const isOutcome = state.at === 'linked' || state.at === 'over'
  return (
    <div id={id} role="status" className={isOutcome ? css.card : css.line} data-tone={tone(state)}>
      {isOutcome && (
        <>
          <span className={css.sign}>
            <Glyph name={state.at === 'linked' ? 'check' : 'stop'} />
          </span>
          <h2 className={css.heading}>
            {state.at === 'linked' ? words.keypad.linkedHeading : words.keypad.overHeading}
          </h2>
        </>
      )}
      <p>{text(state)}</p>
    </div>
  )
}

function tone(state: KeypadState): 'good' | 'bad' | 'plain' {
  if (state.at === 'linked') return 'good'
  if (state.at === 'over') return 'bad'
  const isRefused = state.at === 'typing' && state.hint !== undefined && state.hint !== 'foreign'
  return isRefused ? 'bad' : 'plain'
}

function text(state: KeypadState): string {
  switch (state.at) {
    case 'typing':
      if (state.hint === undefined) return ''
      return state.hint === 'foreign' ? words.keypad.foreign : words.keypad.failures[state.hint]
    case 'checking':
      return words.keypad.checking
    case 'linked':
      return words.keypad.linked(state.deviceName)
    case 'over':
      return words.keypad.failures[state.failure]
  }
}

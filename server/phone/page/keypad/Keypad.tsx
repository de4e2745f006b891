import { useEffect, useId, useRef } from 'react'
import type { PhoneView } from '../../control.ts'
import { BrowserIcon } from '../parts/BrowserIcon.tsx'
import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import type { PhoneApi } from '../sandboxApi.ts'
import { numberWords } from '../times.ts'
import { words } from '../words.ts'
import { CodeField } from './CodeField.tsx'
import css from './Keypad.module.css'
import { KeypadReport } from './KeypadReport.tsx'
import { Keys } from './Keys.tsx'
import { CODE_LENGTH } from './typedCode.ts'
import { useKeypad } from './useKeypad.ts'

interface KeypadProps {
  readonly phone: PhoneView
  readonly api: PhoneApi
  readonly onClose: () => void
}

/** Where the code is typed that a browser shows. */
export function Keypad({ phone, api, onClose }: KeypadProps) {
  const { state, code, write, press, erase, send, again } = useKeypad(api)
  const field = useRef<HTMLInputElement>(null)
  const report = useId()
  const { at } = state
  const isOpen = at === 'typing' || at === 'checking'
  const hint = at === 'typing' ? state.hint : undefined
  // A field that was out of use while the code was checked has lost the focus.
  useEffect(() => {
    if (at === 'typing') field.current?.focus()
  }, [at])

  return (
    <div
      className={css.keypad}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <div className={css.bar}>
        <Button look="quiet" shape="icon" aria-label={words.keypad.close} onClick={onClose}>
          <Glyph name="close" />
        </Button>
        <h1 className={css.heading}>{words.keypad.heading}</h1>
      </div>
      {isOpen && <Asking phone={phone} />}
      {isOpen && (
        <CodeField
          ref={field}
          code={code}
          label={words.keypad.label}
          describedBy={report}
          invalid={hint !== undefined && hint !== 'foreign'}
          disabled={at === 'checking'}
          onWrite={write}
          onSend={send}
        />
      )}
      <KeypadReport id={report} state={state} />
      <div className={css.foot}>
        {isOpen && <Keys disabled={at === 'checking'} onPress={press} onErase={erase} />}
        {isOpen && (
          <Button
            look="primary"
            shape="wide"
            disabled={at === 'checking' || code.length < CODE_LENGTH}
            onClick={send}
          >
            {words.keypad.send}
          </Button>
        )}
        {at === 'linked' && (
          <Button look="primary" shape="wide" autoFocus onClick={onClose}>
            {words.keypad.done}
          </Button>
        )}
        {at === 'over' && (
          <Button look="primary" shape="wide" autoFocus onClick={again}>
            {words.keypad.again}
          </Button>
        )}
      </div>
    </div>
  )
}

/** Which browser waits, or what to do in one. */
function Asking({ phone: { number, pairing } }: { readonly phone: PhoneView }) {
  if (pairing === undefined) {
    return (
      <p className={css.intro}>
        {words.keypad.nobodyAsks}
        <strong className={css.number}>{numberWords(number)}</strong>
      </p>
    )
  }
  return (
    <div className={css.asking}>
      <BrowserIcon browser={pairing.companionName.split(' (')[0] ?? ''} />
      <p>{words.keypad.asks(pairing.companionName)}</p>
    </div>
  )
}

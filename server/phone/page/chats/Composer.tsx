import { useId, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { words } from '../words.ts'
import css from './Composer.module.css'

interface ComposerProps {
  readonly label: string
  /** Whether it was sent. */
  readonly onSend: (text: string) => Promise<boolean>
  readonly autoFocus?: boolean
}

/** One line to write in; what could not be sent stays there. */
export function Composer({ label, onSend, autoFocus = false }: ComposerProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [failed, setFailed] = useState(false)
  const send = async () => {
    const trimmed = text.trim()
    if (trimmed === '') return
    setText('')
    setFailed(false)
    if (await onSend(trimmed)) return
    setText(trimmed)
    setFailed(true)
  }
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <div className={css.line}>
        <input
          id={id}
          className={css.input}
          value={text}
          autoComplete="off"
          dir="auto"
          autoFocus={autoFocus}
          onChange={(event) => setText(event.target.value)}
        />
        <Button look="primary" shape="icon" type="submit" aria-label={words.chats.send}>
          <Glyph name="send" size={20} />
        </Button>
      </div>
      <p className={css.failure} role="status">
        {failed ? words.chats.notSent : ''}
      </p>
    </form>
  )
}

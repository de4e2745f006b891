import { type KeyboardEvent, type Ref, useState } from 'react'
import { Drawing } from '../parts/Drawing.tsx'
import { chatsWords as words } from '../words/chatsWords.ts'
import css from './FilterField.module.css'

interface FilterFieldProps {
  readonly ref: Ref<HTMLInputElement>
  /** Whether what limits the search is shown. */
  readonly limits: boolean
  readonly onLimits: () => void
  readonly onChange: (text: string) => void
  /** Enter: to the first thing that was found. */
  readonly onFirst: () => void
}

/**
 * Looks for chats, people and messages. Escape empties it; the arrow leads into what is listed.
 */
export function FilterField({ ref, limits, onLimits, onChange, onFirst }: FilterFieldProps) {
  const [text, setText] = useState('')
  const change = (next: string): void => {
    setText(next)
    onChange(next)
  }
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key, currentTarget, altKey, ctrlKey, metaKey } = event
    // Keys pressed together are shortcuts of the window.
    if (event.nativeEvent.isComposing || altKey || ctrlKey || metaKey) return
    if (key === 'Escape' && text !== '') change('')
    else if (key === 'Escape') currentTarget.blur()
    else if (key === 'Enter' && text !== '') onFirst()
    else if (key === 'ArrowDown') {
      const pane = currentTarget.closest('section')
      pane?.querySelector<HTMLElement>(':is([data-chat], [data-result])[tabindex="0"]')?.focus()
    } else return
    event.preventDefault()
  }
  return (
    <div className={css.field} role="search">
      <span className={css.glass}>
        <Drawing lines="M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z M13 13l4 4" size={18} />
      </span>
      <input
        ref={ref}
        className={css.input}
        type="text"
        value={text}
        aria-label={words.find}
        aria-keyshortcuts="Control+K /"
        placeholder={words.find}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        onChange={({ target }) => change(target.value)}
        onKeyDown={press}
      />
      {text === '' && (
        <button
          type="button"
          className={css.clear}
          aria-label={words.limits}
          title={words.limits}
          aria-expanded={limits}
          onClick={onLimits}
        >
          <Drawing lines="M4 6.5h12 M6.5 10h7 M8.5 13.5h3" size={18} />
        </button>
      )}
      {text !== '' && (
        <button
          type="button"
          className={css.clear}
          aria-label={words.clear}
          title={words.clear}
          onClick={() => change('')}
        >
          <Drawing lines="M6 6l8 8 M14 6l-8 8" size={18} />
        </button>
      )}
    </div>
  )
}

import { Glyph } from '../parts/Glyph.tsx'
import { words } from '../words.ts'
import css from './Keys.module.css'
import { CODE_CHARACTERS } from './typedCode.ts'

interface KeysProps {
  readonly disabled: boolean
  readonly onPress: (character: string) => void
  readonly onErase: () => void
}

/** A key for every character of a code, for those who tap. */
export function Keys({ disabled, onPress, onErase }: KeysProps) {
  return (
    <div className={css.keys} role="group" aria-label={words.keypad.keys}>
      {Array.from(CODE_CHARACTERS, (character) => (
        <button
          type="button"
          key={character}
          className={css.key}
          disabled={disabled}
          onClick={() => onPress(character)}
        >
          {character}
        </button>
      ))}
      <button
        type="button"
        className={`${css.key} ${css.erase}`}
        aria-label={words.keypad.erase}
        disabled={disabled}
        onClick={onErase}
      >
        <Glyph name="erase" size={20} />
      </button>
    </div>
  )
}

import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './EmojiGrid.module.css'
import { type EmojiGroup, emojiGroups } from './emojiList.ts'

/** What stands for each group in the row of tabs. */
const faces: readonly (readonly [EmojiGroup, string])[] = [
  ['smileys', '😀'],
  ['people', '👋'],
  ['nature', '🌱'],
  ['food', '🍎'],
  ['places', '🚲'],
  ['doing', '⚽'],
  ['things', '💡'],
  ['signs', '❤️'],
]
const columns = 8

/** A choice of emoji. Tabs lead to groups; arrows walk the grid, of which Tab sees one stop. */
export function EmojiGrid({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const [group, setGroup] = useState<EmojiGroup>('smileys')
  const [at, setAt] = useState(0)
  const grid = useRef<HTMLDivElement>(null)
  const emoji = emojiGroups[group].split(' ')
  useEffect(() => {
    grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true })
  }, [])
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event.key, columns)
    if (step === undefined) return
    event.preventDefault()
    const to = Math.min(emoji.length - 1, Math.max(0, at + step))
    setAt(to)
    grid.current?.querySelectorAll<HTMLElement>('button')[to]?.focus()
  }
  return (
    <div className={css.picker} role="group" aria-label={words.emoji.label}>
      <div className={css.tabs} role="tablist">
        {faces.map(([name, face]) => (
          <button
            type="button"
            role="tab"
            aria-selected={name === group}
            aria-label={words.emoji.groups[name]}
            title={words.emoji.groups[name]}
            className={css.tab}
            onClick={() => {
              setGroup(name)
              setAt(0)
              grid.current?.scrollTo(0, 0)
            }}
            key={name}
          >
            {face}
          </button>
        ))}
      </div>
      <div
        ref={grid}
        className={css.grid}
        role="tabpanel"
        aria-label={words.emoji.groups[group]}
        onKeyDown={onKeyDown}
      >
        {emoji.map((one, index) => (
          <button
            type="button"
            className={css.emoji}
            tabIndex={index === at ? 0 : -1}
            onClick={() => onPick(one)}
            key={one}
          >
            {one}
          </button>
        ))}
      </div>
    </div>
  )
}

function stepOf(key: string, row: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return 1
    case 'ArrowLeft':
      return -1
    case 'ArrowDown':
      return row
    case 'ArrowUp':
      return -row
    default:
      return undefined
  }
}

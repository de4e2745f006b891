import css from './EmojiPopover.module.css'
import { EmojiGrid } from './EmojiGrid.tsx'

interface EmojiPopoverProps {
  readonly onPick: (emoji: string) => void
  readonly onClose: () => void
}

/** The choice of emoji above the composer. Stays open, because people rarely want only one. */
export function EmojiPopover({ onPick, onClose }: EmojiPopoverProps) {
  return (
    <div
      className={css.popover}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        onClose()
      }}
    >
      <EmojiGrid onPick={onPick} />
    </div>
  )
}

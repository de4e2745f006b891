import { type MouseEvent, type ReactNode, use, useEffect, useRef } from 'react'
import { Arrival } from './arrival.ts'
import css from './Button.module.css'
import { classes } from './classes.ts'

interface ButtonProps {
  readonly children: ReactNode
  /** Left out by a button that submits: its form listens. */
  readonly onPress?: () => void
  /**
   * `primary` once a screen, `quiet` for the rest, `plain` for what few need, `danger` for what
   * cannot be undone.
   */
  readonly kind?: 'primary' | 'quiet' | 'plain' | 'danger'
  readonly size?: 'normal' | 'small'
  /** Waiting for an answer: stays focusable, says so, and ignores presses. */
  readonly busy?: boolean
  /** Whether what it opens and closes is open. */
  readonly expanded?: boolean
  /** Sends the form it lies in. */
  readonly submits?: boolean
  /** The keys that do the same, in the form of `aria-keyshortcuts`. */
  readonly shortcut?: string
  /** Takes the focus when its view replaces another one. */
  readonly takesFocus?: boolean
}

/** A button that does something here. What leads elsewhere is a link. */
export function Button({
  children,
  onPress,
  kind = 'quiet',
  size = 'normal',
  busy = false,
  submits = false,
  shortcut,
  expanded,
  takesFocus = false,
}: ButtonProps) {
  const node = useRef<HTMLButtonElement>(null)
  const arrived = use(Arrival)
  useEffect(() => {
    if (takesFocus && arrived) node.current?.focus()
  }, [takesFocus, arrived])
  return (
    <button
      ref={node}
      type={submits ? 'submit' : 'button'}
      className={classes(css.button, css[kind], css[size])}
      aria-disabled={busy}
      aria-keyshortcuts={shortcut}
      aria-expanded={expanded}
      onClick={busy ? ignore : onPress}
    >
      {children}
    </button>
  )
}

/** A press that does nothing, not even submit. */
function ignore(event: MouseEvent): void {
  event.preventDefault()
}

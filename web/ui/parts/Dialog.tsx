import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import css from './Dialog.module.css'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  /** Escape, or the button that leaves everything as it is. */
  readonly onClose: () => void
  /** Something is under way that cannot be called off: Escape does nothing. */
  readonly busy?: boolean
}

/**
 * A question in front of everything else. The browser keeps the focus inside and gives it back to what
 * had it before; nothing behind can be reached.
 */
export function Dialog({ title, children, onClose, busy = false }: DialogProps) {
  const node = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const dialog = node.current
    dialog?.showModal()
    // By itself the browser takes the first control, which may only serve a field.
    dialog?.querySelector('input')?.focus()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={node}
      className={css.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        // The view decides when it goes; a dialog that closes itself would be there and not show.
        event.preventDefault()
        if (!busy) onClose()
      }}
      onClose={({ currentTarget }) => {
        // Some browsers close it at the second Escape, whatever the view says.
        if (!currentTarget.open) onClose()
      }}
    >
      <div className={css.inside}>
        <h2 className={css.title} id={id}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  )
}

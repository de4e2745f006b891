import { useLayoutEffect, useRef } from 'react'
import { useWindow } from './window.ts'

interface CountdownProps {
  /** Window-clock time at which it reaches zero. */
  readonly endsAtMs: number
  /** The whole text for a number of whole seconds, rounded up. */
  readonly format: (seconds: number) => string
}

/**
 * A text that counts seconds down. It writes into its own node once a second, so that no view is drawn
 * again; screen readers hear the live region instead.
 */
export function Countdown({ endsAtMs, format }: CountdownProps) {
  const { clock } = useWindow()
  const node = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    let cancel = () => {}
    const show = () => {
      const leftMs = Math.max(0, endsAtMs - clock.now())
      if (node.current !== null) node.current.textContent = format(Math.ceil(leftMs / 1000))
      if (leftMs > 0) cancel = clock.after(leftMs % 1000 || 1000, show)
    }
    show()
    return () => cancel()
  }, [clock, endsAtMs, format])
  return <span ref={node} aria-hidden="true" />
}

import type { WindowClock } from '../../../state/clock.ts'

/** A pause this long means that nobody is writing any more. */
const pauseMs = 5000

/** Tells when somebody begins to write here and when they stop. */
export function createTyping(clock: WindowClock, tell: (typing: boolean) => void) {
  let cancel: (() => void) | undefined

  function stop(): void {
    if (cancel === undefined) return
    cancel()
    cancel = undefined
    tell(false)
  }

  return {
    typed(): void {
      if (cancel === undefined) tell(true)
      cancel?.()
      cancel = clock.after(pauseMs, stop)
    },
    stop,
  }
}

import { useEffect } from 'react'
import type { Actions } from '../../state/actions.ts'

/** Tells the engine whether this window has the person's attention: presence must be honest. */
export function useWindowFocus(actions: Actions): void {
  useEffect(() => {
    let told: boolean | undefined
    const tell = () => {
      const focused = document.visibilityState === 'visible' && document.hasFocus()
      if (focused === told) return
      told = focused
      actions.setFocused(focused)
    }
    tell()
    const events = ['focus', 'blur'] as const
    for (const event of events) window.addEventListener(event, tell)
    document.addEventListener('visibilitychange', tell)
    return () => {
      if (told === true) actions.setFocused(false)
      for (const event of events) window.removeEventListener(event, tell)
      document.removeEventListener('visibilitychange', tell)
    }
  }, [actions])
}

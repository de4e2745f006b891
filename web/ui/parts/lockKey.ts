import { useEffect } from 'react'
import { useMirror, useWindow } from './window.ts'

/** How the shortcut is told to assistive technology. */
export const lockKey = 'Alt+Shift+L'

/** Locks at Alt+Shift+L, by the key's place, since Alt changes letters on some systems. */
export function useLockKey(): void {
  const { actions } = useWindow()
  const on = useMirror((state) => state.snapshot?.lock.at === 'on')
  useEffect(() => {
    if (!on) return undefined
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return
      if (event.code !== 'KeyL') return
      event.preventDefault()
      actions.order({ type: 'lockNow' })
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [actions, on])
}

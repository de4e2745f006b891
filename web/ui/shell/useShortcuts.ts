import { useEffect, useRef } from 'react'
import { type ShortcutAct, shortcutOf } from './shortcuts.ts'

/** Hears the shortcuts of these acts. An act that answers `false` leaves the key to others. */
export function useShortcuts(
  acts: Readonly<Partial<Record<ShortcutAct, () => boolean | void>>>,
): void {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      // What stands in front of the window has keys of its own.
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
      const act = shortcutOf(event, isText(event.target))
      const run = act === undefined ? undefined : latest.current[act]
      if (run !== undefined && run() !== false) event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select')
}

import type { LineEvent } from '../../phone/line.ts'
import type { PhoneBoard } from '../context.ts'

/** A board without listeners. */
export function createBoard(): PhoneBoard {
  const listeners = new Map<string, Set<(event: LineEvent) => void>>()
  return {
    listen(number, listener) {
      const group = listeners.get(number) ?? new Set()
      listeners.set(number, group.add(listener))
      return () => {
        group.delete(listener)
      }
    },
    tell(number, event) {
      for (const listener of listeners.get(number) ?? []) listener(event)
    },
  }
}

import type { Clock } from '../../platform/platform.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { ownPresence } from '../../wire/stanza/presence.ts'
import type { Trace } from '../traceRing.ts'

/** Focus that passes from one window to another is gone for a moment. */
const PASSING_MS = 500

/** Tells the service whether somebody is in front of a window, so that the phone keeps ringing. */
export interface Presence {
  /** From now on the service may be told. Says what is true at this moment. */
  begin(): void
  /** Focus or name changed. */
  update(): void
  /** Whether the service was last told that somebody is here. */
  isAvailable(): boolean
  stop(): void
}

/** The presence of one connection; the service forgets it when that ends. */
export function createPresence(parts: {
  readonly clock: Clock
  readonly trace: Trace
  readonly send: (stanza: WireNode) => void
  /** Sent before every "available", as the peers do. */
  readonly sayInUse: () => void
  readonly focused: () => boolean
  /** Without a name nothing is said: nobody does. */
  readonly name: () => string | undefined
}): Presence {
  let begun = false
  let told: { readonly type: 'available' | 'unavailable'; readonly name: string } | undefined
  let cancelLeaving: (() => void) | undefined

  function settleLeaving(): void {
    cancelLeaving?.()
    cancelLeaving = undefined
  }

  function say(): void {
    settleLeaving()
    const name = parts.name()
    const type = parts.focused() ? 'available' : 'unavailable'
    if (name === undefined || (told?.type === type && told.name === name)) return
    told = { type, name }
    if (type === 'available') parts.sayInUse()
    parts.trace({ step: 'presence', type })
    parts.send(ownPresence(type, name))
  }

  return {
    begin() {
      begun = true
      say()
    },
    update() {
      if (!begun) return
      const leaves = told?.type === 'available' && !parts.focused()
      if (!leaves) say()
      else cancelLeaving ??= parts.clock.after(PASSING_MS, say)
    },
    isAvailable: () => told?.type === 'available',
    stop() {
      begun = false
      settleLeaving()
    },
  }
}

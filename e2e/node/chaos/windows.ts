import type { TraceEvent } from '../../../web/bridge/trace.ts'

/** The stretches of a session in which something can go wrong. */
export const WINDOWS = [
  'handshake',
  'registering',
  'codes-shown',
  'pairing',
  'restarting',
  'login',
  'upload',
  'online',
  'rotation',
  'logging-out',
] as const
export type Window = (typeof WINDOWS)[number]

/** Says in which window a session is, from its trace and from what the person does. */
export interface WindowWatch {
  now(): Window | undefined
  traced(event: TraceEvent): void
  /** The person scans or types a code, or logs out. */
  personDoes(what: 'pairing' | 'logging-out'): void
  /** An engine starts on what is stored: with a link or without. */
  begins(linked: boolean): void
}

/** A session that has not begun. */
export function watchWindows(): WindowWatch {
  let window: Window | undefined
  let linked = false
  let isNew = false

  return {
    now: () => window,
    begins(isLinked) {
      linked = isLinked
      window = undefined
    },
    personDoes(what) {
      window = what
    },
    traced(event) {
      // From here to the erasure everything belongs to it.
      if (window === 'logging-out' && event.step !== 'erased') return
      switch (event.step) {
        case 'dial':
          window = linked ? (isNew ? 'restarting' : 'login') : 'handshake'
          return
        case 'handshake-done':
          if (!linked) window = 'registering'
          return
        case 'ref-shown':
          if (window !== 'pairing') window = 'codes-shown'
          return
        case 'pair-stored':
          linked = true
          isNew = true
          window = 'restarting'
          return
        case 'login-succeeded':
          window = isNew ? 'upload' : 'online'
          isNew = false
          return
        case 'prekeys-left':
          if (event.count < 5) window = 'upload'
          return
        case 'prekeys-uploaded':
          window = 'online'
          return
        case 'signed-prekey':
          window = event.change === 'made' ? 'rotation' : 'online'
          return
        case 'connection-ended':
          window = undefined
          return
        case 'erased':
          linked = false
          window = undefined
          return
        default:
          return
      }
    },
  }
}

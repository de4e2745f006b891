import { useSyncExternalStore } from 'react'
import type { PhoneView } from '../control.ts'
import type { ClockReading } from './times.ts'

/** What the page knows of the sandbox: the newest state, and whether the stream is alive. */
export interface SandboxState {
  readonly connected: boolean
  readonly clock?: ClockReading
  readonly phones: readonly PhoneView[]
}

/** Follows the sandbox. */
export interface SandboxStream {
  readonly get: () => SandboxState
  readonly subscribe: (listener: () => void) => () => void
}

/** The parts of the stream's messages that this page reads. */
interface StateMessage {
  readonly clock: { readonly nowMs: number; readonly rate: number }
  readonly phones: readonly PhoneView[]
}

/** Opens the stream of states. The browser reconnects it by itself. */
export function followSandbox(address = '/sandbox/events'): SandboxStream {
  let state: SandboxState = { connected: true, phones: [] }
  const listeners = new Set<() => void>()
  const become = (next: SandboxState): void => {
    state = next
    for (const listener of listeners) listener()
  }
  const source = new EventSource(address)
  source.addEventListener('message', (message: MessageEvent<string>) => {
    const { clock, phones } = JSON.parse(message.data) as StateMessage
    become({ connected: true, clock: { ...clock, readAtMs: performance.now() }, phones })
  })
  source.addEventListener('error', () => become({ ...state, connected: false }))
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useSandbox(stream: SandboxStream): SandboxState {
  return useSyncExternalStore(stream.subscribe, stream.get)
}

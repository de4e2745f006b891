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

/** The browser reconnects a stream that broke; one that was refused is opened again after this. */
const REOPEN_AFTER_MS = 2_000

/** Follows the stream of states for as long as the page lives. */
export function followSandbox(address = '/sandbox/events'): SandboxStream {
  let state: SandboxState = { connected: true, phones: [] }
  const listeners = new Set<() => void>()
  const become = (next: SandboxState): void => {
    state = next
    for (const listener of listeners) listener()
  }
  const open = (): void => {
    const source = new EventSource(address)
    source.addEventListener('message', (message: MessageEvent<string>) => {
      const { clock, phones } = JSON.parse(message.data) as StateMessage
      become({ connected: true, clock: { ...clock, readAtMs: performance.now() }, phones })
    })
    source.addEventListener('error', () => {
      become({ ...state, connected: false })
      if (source.readyState === EventSource.CLOSED) setTimeout(open, REOPEN_AFTER_MS)
    })
  }
  open()
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

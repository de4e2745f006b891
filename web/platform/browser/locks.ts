/** Web Locks behind callbacks: a wait that is given up is no error. */
export function browserLocks(manager: LockManager): {
  request(
    name: string,
    mode: 'exclusive' | 'shared',
    onHeld: (release: () => void) => void,
  ): () => void
} {
  return {
    request(name, mode, onHeld) {
      const waiting = new AbortController()
      const held = manager.request(name, { mode, signal: waiting.signal }, async () => {
        // Granted in the very moment of giving up: let go at once.
        if (!waiting.signal.aborted) await new Promise<void>((release) => onHeld(release))
      })
      held.catch((error: unknown) => {
        if (!waiting.signal.aborted) throw error
      })
      return () => waiting.abort()
    },
  }
}

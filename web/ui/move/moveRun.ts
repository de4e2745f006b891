import type { PlainError } from '../../bridge/errors.ts'
import type { Mirror } from '../../state/mirror.ts'

/** How the move that this window asked for stands. Views come and go while it runs. */
export type MoveRun =
  | { readonly at: 'idle' | 'running' }
  /** Out: the file is on the disk. `unsaved`: this browser let go, but the file is not whole. */
  | { readonly at: 'saved' | 'unsaved' }
  /** Nothing has changed. Without an error it was the file that could not be written. */
  | { readonly at: 'failed'; readonly error?: PlainError }

/** The newest state of a move, for whoever shows it. */
export interface MoveRuns {
  readonly now: () => MoveRun
  readonly set: (run: MoveRun) => void
  readonly subscribe: (listener: () => void) => () => void
}

const runs = new WeakMap<Mirror, MoveRuns>()

/** The one of an account in this window. */
export function moveRunsOf(mirror: Mirror): MoveRuns {
  const known = runs.get(mirror) ?? createRuns()
  runs.set(mirror, known)
  return known
}

function createRuns(): MoveRuns {
  const listeners = new Set<() => void>()
  let run: MoveRun = { at: 'idle' }
  return {
    now: () => run,
    set(next) {
      run = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

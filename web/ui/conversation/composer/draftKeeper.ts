import type { DraftView } from '../../../bridge/queries.ts'
import type { WindowClock } from '../../../state/clock.ts'

const restMs = 400

/**
 * Hands a draft to the engine, which seals and keeps it: after a short rest, and at once when the window
 * is hidden or left. What did not change is not told again.
 */
export function createDraftKeeper(clock: WindowClock, tell: (draft: DraftView) => void) {
  let told = keyOf({ text: '' })
  let next: DraftView | undefined
  let cancel: (() => void) | undefined

  function flush(): void {
    cancel?.()
    cancel = undefined
    const draft = next
    next = undefined
    if (draft === undefined || keyOf(draft) === told) return
    told = keyOf(draft)
    tell(draft)
  }

  return {
    /** What the engine has already. */
    restored(draft: DraftView): void {
      told = keyOf(draft)
    },
    keep(draft: DraftView): void {
      next = draft
      cancel ??= clock.after(restMs, flush)
    },
    flush,
  }
}

function keyOf({ text, quote = '', edits = '' }: DraftView): string {
  return [quote, edits, text].join('\n')
}

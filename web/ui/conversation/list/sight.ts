import type { MessageView } from '../../../bridge/chatViews.ts'
import { inOrder } from '../../../state/conversationStretch.ts'
import type { WindowClock } from '../../../state/clock.ts'

/** How often is told at most. */
const pauseMs = 400

export type Sight = ReturnType<typeof createSight>

/**
 * Watches which messages are on the screen while this window is visible and has the focus, and tells the
 * newest one that was: what was really read.
 */
export function createSight(clock: WindowClock, tell: (message: MessageView) => void) {
  const watched = new Map<Element, string>()
  const inSight = new Set<string>()
  let messages: readonly MessageView[] = []
  let told: MessageView | undefined
  let cancel: (() => void) | undefined
  let observer: IntersectionObserver | undefined

  function look(): void {
    cancel = undefined
    if (document.visibilityState !== 'visible' || !document.hasFocus()) return
    const seen = messages.findLast(({ key }) => inSight.has(key))
    if (seen === undefined || (told !== undefined && inOrder(seen, told) <= 0)) return
    told = seen
    tell(seen)
  }

  function lookSoon(): void {
    cancel ??= clock.after(pauseMs, look)
  }

  function onSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const key = watched.get(target)
      if (key === undefined) continue
      if (isIntersecting) inSight.add(key)
      else inSight.delete(key)
    }
    lookSoon()
  }

  return {
    /** Begins; returns what ends it. */
    open(): () => void {
      observer = new IntersectionObserver(onSight)
      for (const node of watched.keys()) observer.observe(node)
      window.addEventListener('focus', lookSoon)
      document.addEventListener('visibilitychange', lookSoon)
      return () => {
        observer?.disconnect()
        observer = undefined
        cancel?.()
        cancel = undefined
        window.removeEventListener('focus', lookSoon)
        document.removeEventListener('visibilitychange', lookSoon)
      }
    },
    show(all: readonly MessageView[]): void {
      messages = all
    },
    /** Takes the row of a message into view; returns what gives it back. */
    watch(key: string, row: HTMLElement): () => void {
      // A tall message is read when its end comes into view.
      const end = row.querySelector('[data-end]') ?? row
      watched.set(end, key)
      observer?.observe(end)
      return () => {
        observer?.unobserve(end)
        watched.delete(end)
        inSight.delete(key)
      }
    },
  }
}

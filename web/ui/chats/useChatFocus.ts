import { type RefObject, useEffect, useRef } from 'react'
import type { WindowClock } from '../../state/clock.ts'
import { useWindow } from '../parts/window.ts'

/** How long the field to write in may take to appear; then there is none. */
const patienceMs = 1500

/**
 * Brings the keyboard along: into the conversation that was just opened, where one writes if there are
 * keys, and back to its row when it is left. Nothing moves at the start of a window.
 */
export function useChatFocus(
  panes: RefObject<HTMLElement | null>,
  chatId: number | undefined,
): void {
  const { clock } = useWindow()
  const before = useRef(chatId)
  useEffect(() => {
    const node = panes.current
    const left = before.current
    before.current = chatId
    if (node === null || left === chatId) return undefined
    if (chatId === undefined) {
      const row = node.querySelector<HTMLElement>(`[data-chat="${left}"]`)
      const title = node.querySelector<HTMLElement>('[data-page-title]')
      ;(row ?? title)?.focus()
      return undefined
    }
    const pane = node.querySelector<HTMLElement>('[data-pane="chat"]')
    return pane === null ? undefined : enter(pane, clock)
  }, [panes, chatId, clock])
}

function enter(pane: HTMLElement, clock: WindowClock): (() => void) | undefined {
  // A field that takes the focus under a finger would bring up the keyboard.
  const field = matchMedia('(pointer: coarse)').matches ? 'header button' : 'textarea'
  const before = document.activeElement
  const focus = (selector: string): boolean => {
    const { activeElement } = document
    // A person who went elsewhere meanwhile stays there.
    if (activeElement !== before && activeElement !== document.body) return true
    const found = pane.querySelector<HTMLElement>(selector)
    found?.focus()
    return found !== null
  }
  if (focus(field)) return undefined
  const observer = new MutationObserver(() => {
    if (focus(field)) stop()
  })
  const cancel = clock.after(patienceMs, () => {
    observer.disconnect()
    focus('header h2 button')
  })
  const stop = (): void => {
    observer.disconnect()
    cancel()
  }
  observer.observe(pane, { childList: true, subtree: true })
  return stop
}

import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef } from 'react'
import type { MessageView } from '../../../bridge/chatViews.ts'
import { useWindow } from '../../parts/window.ts'
import { type PaneState, usePane } from '../pane.ts'

interface MessageKeysOptions {
  readonly messages: readonly MessageView[]
  readonly chosen: PaneState['chosen']
  /** Key of the message that the keyboard is at. */
  readonly active: string | undefined
  /** Moves the keyboard to a message. */
  readonly go: (key: string) => void
  /** Moves it to the oldest or the newest message of all. */
  readonly goFar: (to: 'start' | 'end') => void
}

const longPressMs = 480
/** Pixels that a resting finger may wander. */
const wander = 10

/** Mouse, touch and keyboard on the list of messages: to move about, to open menus, to choose. */
export function useMessageKeys({ messages, chosen, active, go, goFar }: MessageKeysOptions) {
  const { clock } = useWindow()
  const { acts } = usePane()
  const press = useRef<{ x: number; y: number; stop: () => void }>(undefined)

  const messageOf = (target: EventTarget): MessageView | undefined => {
    const node = target instanceof Element ? target.closest<HTMLElement>('[data-message]') : null
    return messages.find(({ key }) => key === node?.dataset['message'])
  }

  const open = (message: MessageView, x: number, y: number): void => {
    if (message.content.kind === 'system' || chosen !== undefined) return
    acts.set({ menu: { message, x, y, emoji: false } })
  }

  const openAt = (message: MessageView, node: Element): void => {
    const { left, right, top, bottom } = node.getBoundingClientRect()
    const inside = Math.min(Math.max(top, 80), window.innerHeight - 80)
    open(message, message.fromMe ? right - 24 : left + 24, Math.min(bottom, inside + 24))
  }

  const endPress = (): void => {
    press.current?.stop()
    press.current = undefined
  }

  return {
    onKeyDown(event: KeyboardEvent<HTMLElement>): void {
      const { target, key } = event
      const here = messageOf(target)?.key ?? active
      const at = messages.findIndex((one) => one.key === here)
      const onRow = target instanceof HTMLElement && target.dataset['message'] !== undefined
      const message = messages[at]
      const to = indexAfter(key, at, messages.length)
      const next = to === undefined ? undefined : messages[to]
      if (next !== undefined) {
        event.preventDefault()
        go(next.key)
      } else if (key === 'Home' || key === 'End') {
        event.preventDefault()
        goFar(key === 'Home' ? 'start' : 'end')
      } else if (key === 'Escape') {
        event.preventDefault()
        if (chosen === undefined) acts.write()
        else acts.set({ chosen: undefined })
      } else if (onRow && message !== undefined && (key === 'Enter' || key === ' ')) {
        event.preventDefault()
        if (chosen === undefined) openAt(message, target.querySelector('[data-more]') ?? target)
        else acts.toggle(message.key)
      }
    },
    onContextMenu(event: MouseEvent<HTMLElement>): void {
      const message = messageOf(event.target)
      const { target } = event
      if (message === undefined || !(target instanceof Element)) return
      // The browser's own menu knows more about links and marked text.
      if (target.closest('a') !== null || document.getSelection()?.isCollapsed === false) return
      event.preventDefault()
      // The menu key tells no place of its own.
      if (event.button === 2) open(message, event.clientX, event.clientY)
      else openAt(message, target)
    },
    onClick(event: MouseEvent<HTMLElement>): void {
      const message = messageOf(event.target)
      const { target } = event
      if (message === undefined || !(target instanceof Element)) return
      const more = target.closest('[data-more]')
      if (more !== null) openAt(message, more)
      else if (chosen !== undefined && target.closest('a, button, input') === null) {
        if (message.content.kind !== 'system') acts.toggle(message.key)
      }
    },
    onPointerDown({ pointerType, target, clientX, clientY }: PointerEvent<HTMLElement>): void {
      endPress()
      const message = messageOf(target)
      if (pointerType !== 'touch' || message === undefined) return
      const stop = clock.after(longPressMs, () => open(message, clientX, clientY))
      press.current = { x: clientX, y: clientY, stop }
    },
    onPointerMove({ clientX, clientY }: PointerEvent<HTMLElement>): void {
      const { current } = press
      if (current === undefined) return
      if (Math.hypot(clientX - current.x, clientY - current.y) > wander) endPress()
    },
    onPointerUp: endPress,
    onPointerCancel: endPress,
  }
}

/** Where a key leads among messages; from nowhere upwards to the last one. */
function indexAfter(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return at < 0 ? count - 1 : Math.max(0, at - 1)
    case 'ArrowDown':
      return at < 0 ? count - 1 : Math.min(count - 1, at + 1)
    default:
      return undefined
  }
}

import type { Narrowing } from '../find/narrowing.ts'
import { openChat } from './openChat.ts'

/** Words and limits, as they were chosen. */
export interface Find {
  readonly text: string
  readonly narrowing: Narrowing
}

/** A message that is to be shown in its conversation. */
export interface Jump {
  readonly chatId: number
  readonly key: string
  /** What it was found with: the conversation goes on from hit to hit. */
  readonly find?: Find
}

let waiting: Jump | undefined
const listeners = new Set<() => void>()

/** Opens the chat of a message and shows it there. */
export function openAt(jump: Jump): void {
  waiting = jump
  openChat(jump.chatId)
  for (const listener of listeners) listener()
}

/** The jump that waits for this chat, if there is one. */
export function waitingJump(chatId: number): Jump | undefined {
  return waiting?.chatId === chatId ? waiting : undefined
}

/** Hands out jumps into this chat, each once, also one that waits already. Returns what ends it. */
export function followJumps(chatId: number, follow: (jump: Jump) => void): () => void {
  const take = (): void => {
    const jump = waitingJump(chatId)
    if (jump === undefined) return
    waiting = undefined
    follow(jump)
  }
  take()
  listeners.add(take)
  return () => void listeners.delete(take)
}

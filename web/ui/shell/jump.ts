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

/** What is asked for in the conversation that is open. */
export type ChatAsk = 'find' | 'date'

const askListeners = new Set<(chatId: number, ask: ChatAsk) => void>()

/** Has the open conversation look for something, or go to a day. */
export function askInChat(chatId: number, ask: ChatAsk): void {
  for (const listener of askListeners) listener(chatId, ask)
}

/** Hears what is asked for in this chat. Returns what ends it. */
export function followAsks(chatId: number, follow: (ask: ChatAsk) => void): () => void {
  const hear = (asked: number, ask: ChatAsk): void => {
    if (asked === chatId) follow(ask)
  }
  askListeners.add(hear)
  return () => void askListeners.delete(hear)
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

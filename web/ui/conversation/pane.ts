import { createContext, use, useSyncExternalStore } from 'react'
import type { MessageView } from '../../bridge/chatViews.ts'
import type { CommandResult, TalkCommand } from '../../bridge/contract.ts'
import type { Conversation, ConversationState } from '../../state/conversation.ts'
import type { Find } from '../shell/jump.ts'

/** What stands in front of the conversation and wants an answer first. */
export type Asked =
  | { readonly what: 'delete'; readonly messages: readonly MessageView[] }
  | { readonly what: 'forward'; readonly keys: readonly string[] }
  | { readonly what: 'info'; readonly message: MessageView }
  /** To which day to go; `atMs`: the one that is in sight. */
  | { readonly what: 'date'; readonly atMs: number | undefined }

/** The menu of a message, and where it opens, in pixels of the window. */
export interface OpenMenu {
  readonly message: MessageView
  readonly x: number
  readonly y: number
  /** Straight to the choice of an emoji. */
  readonly emoji: boolean
}

/** What the person is doing in a conversation. */
export interface PaneState {
  /** The message that the next one answers, or that is being edited. */
  readonly reply: MessageView | undefined
  readonly edit: MessageView | undefined
  /** Keys that are chosen; undefined while nobody chooses. */
  readonly chosen: ReadonlySet<string> | undefined
  readonly asked: Asked | undefined
  readonly menu: OpenMenu | undefined
  /** What is looked for in this conversation; undefined: nothing. */
  readonly find: PaneFind | undefined
  /** Said once, and shown nowhere. */
  readonly said: string
  /** A failure of the last act, in words. */
  readonly failed: string | undefined
}

/** A search in the conversation, and the hit that it begins with. */
export type PaneFind = Partial<Find> & { readonly key?: string }

export const emptyPane: PaneState = {
  find: undefined,
  reply: undefined,
  edit: undefined,
  chosen: undefined,
  asked: undefined,
  menu: undefined,
  said: '',
  failed: undefined,
}

/** What views in a conversation can do. */
export interface PaneActs {
  readonly set: (change: Partial<PaneState>) => void
  readonly toggle: (key: string) => void
  readonly react: (message: MessageView, emoji: string) => void
  readonly star: (messages: readonly MessageView[], starred: boolean) => void
  readonly copy: (messages: readonly MessageView[]) => void
  readonly askAgain: (key: string) => Promise<CommandResult>
  readonly sendAgain: (key: string) => void
  /** Brings a message into sight and lights it up. */
  readonly jumpTo: (key: string) => void
  readonly toLatest: () => void
  /** Brings the first message of a day, or the next one, into sight. `day`: `2026-03-14`. */
  readonly toDate: (day: string) => Promise<void>
  /** Asks the phone for older messages. Tells in words why it cannot. */
  readonly fetchOlder: () => Promise<string | undefined>
  /** Runs a command and tells its failure; `said` is spoken when it is done. */
  readonly run: (command: TalkCommand, said?: string) => Promise<CommandResult>
  /** A fresh name for one act. */
  readonly newId: () => string
  /** Gives the keyboard back to the composer. */
  readonly write: () => void
  /** Gives the keyboard to the newest message in sight. */
  readonly browse: () => void
}

export interface Pane {
  readonly conversation: Conversation
  readonly acts: PaneActs
  /** Whether names of senders are shown. */
  readonly group: boolean
}

/** Carries the conversation to its views. */
export const PaneContext = createContext<Pane | undefined>(undefined)

/** The conversation around a view. Throws outside of one. */
export function usePane(): Pane {
  const pane = use(PaneContext)
  if (pane === undefined) throw new Error('no PaneContext around this view')
  return pane
}

/** A part of what is known of a conversation; the rule of `useMirror` holds. */
export function useConversation<T>(
  conversation: Conversation,
  select: (state: ConversationState) => T,
): T {
  const read = () => select(conversation.getState())
  return useSyncExternalStore(conversation.subscribe, read, read)
}

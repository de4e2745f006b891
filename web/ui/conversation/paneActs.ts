import type { MessageView } from '../../bridge/chatViews.ts'
import type { CommandResult, TalkCommand } from '../../bridge/contract.ts'
import type { Actions } from '../../state/actions.ts'
import type { Conversation } from '../../state/conversation.ts'
import { dayStart } from '../parts/days.ts'
import { conversationWords as words } from '../words/conversationWords.ts'
import type { PaneActs, PaneState } from './pane.ts'

interface PaneWorld {
  readonly conversation: Conversation
  readonly actions: Actions
  readonly newId: () => string
  readonly change: (next: (state: PaneState) => PaneState) => void
  /** Brings a message into sight once it is there; without a key: the newest one. */
  readonly goTo: (key: string | undefined) => void
  readonly write: () => void
  readonly browse: () => void
}

/** What the views of one conversation can do, bound to it. Failures are told in a bar of the pane. */
export function paneActs(world: PaneWorld): PaneActs {
  const { conversation, actions, newId, change, goTo, write, browse } = world
  const { chatId } = conversation
  const set = (next: Partial<PaneState>): void => change((state) => ({ ...state, ...next }))

  async function run(command: TalkCommand, said?: string): Promise<CommandResult> {
    const result = await actions.talk(command)
    if (!result.ok) set({ failed: words.problem(result.error) })
    else if (said !== undefined) set({ said })
    return result
  }

  async function arrive(key: string): Promise<void> {
    if (await conversation.jumpTo(key)) return
    conversation.toLatest()
    goTo(undefined)
    set({ failed: words.pane.messageGone })
  }

  return {
    set,
    run,
    newId,
    toggle(key) {
      change((state) => {
        const chosen = new Set(state.chosen)
        if (!chosen.delete(key)) chosen.add(key)
        return { ...state, chosen: chosen.size === 0 ? undefined : chosen }
      })
    },
    react: ({ key }, emoji) => void run({ type: 'react', clientId: newId(), chatId, key, emoji }),
    star: (messages, starred) =>
      void run(
        { type: 'star', chatId, keys: messages.map(({ key }) => key), starred },
        starred ? words.heard.starredNow : undefined,
      ),
    copy(messages) {
      navigator.clipboard.writeText(copied(messages)).then(
        () => set({ said: words.heard.copied }),
        () => set({ failed: words.problem(undefined) }),
      )
    },
    askAgain: (key) => run({ type: 'askAgain', chatId, key }),
    sendAgain: (key) => void run({ type: 'sendAgain', chatId, key }),
    jumpTo(key) {
      goTo(key)
      void arrive(key)
    },
    async toDate(day) {
      const ms = dayStart(day)
      if (ms === undefined) return
      const key = await conversation.toDate(ms)
      goTo(key)
      const first = conversation.getState().stretch.messages?.find((one) => one.key === key)
      set({ said: first === undefined ? words.dates.after : words.dates.arrived(first.atMs) })
    },
    async fetchOlder() {
      const result = await actions.talk({ type: 'fetchOlder', chatId })
      return result.ok ? undefined : words.reach.problem(result.error)
    },
    toLatest() {
      conversation.toLatest()
      goTo(undefined)
    },
    write,
    browse,
  }
}

/** One message as its text; several with who said what when. */
function copied(messages: readonly MessageView[]): string {
  const [one, ...more] = messages
  if (one === undefined) return ''
  if (more.length === 0) return words.whole(one.content, one.fromMe)
  return messages
    .map((message) => {
      const who = message.sender === undefined ? words.you : words.nameOf(message.sender)
      return words.copiedLine(message.atMs, who, words.whole(message.content, message.fromMe))
    })
    .join('\n')
}

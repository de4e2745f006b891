import type { EngineEvent } from '../../bridge/contract.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import type { Change } from '../work/work.ts'
import { chatRows } from './listHead.ts'
import { messageView } from './messageView.ts'
import { inSlices } from './slices.ts'
import type { ViewParts } from './viewParts.ts'

/** Changes that windows were not told of yet. */
export interface ChangedViews {
  /** Messages of chats that nobody watches are left out: who begins to watch asks for them. */
  take(changes: readonly Change[], watched: ReadonlySet<number>): void
  /** The chats of what is there, gone ones too. */
  chats(): readonly number[]
  /** Whether a chat was gone since this was last asked. */
  takeGone(): boolean
  /** Makes events of everything that is there and forgets it. Throws StorageError. */
  events(watched: ReadonlySet<number>): Promise<EngineEvent[]>
}

/** Collects changes, each thing once, and makes views of them as they are when they are told. */
export function createChangedViews(parts: ViewParts): ChangedViews {
  let chats = new Set<number>()
  let gone = new Map<number, number | undefined>()
  let messages = new Map<number, Map<string, MessageKey>>()
  let someGone = false

  function note(chatId: number, key: MessageKey): void {
    let keys = messages.get(chatId)
    if (keys === undefined) messages.set(chatId, (keys = new Map()))
    keys.set(messageKeyText(key), key)
  }

  async function messageEvents(
    changed: ReadonlyMap<number, ReadonlyMap<string, MessageKey>>,
    watched: ReadonlySet<number>,
  ): Promise<EngineEvent[]> {
    const events: EngineEvent[] = []
    for (const [chatId, keys] of changed) {
      if (!watched.has(chatId)) continue
      const list = [...keys]
      const rows = await parts.rows.getMany(
        'messages',
        list.map(([, key]) => key),
      )
      const views = await inSlices(list, parts.breathe, async ([, key], at) => {
        const row = rows[at]
        return row && (await messageView(parts, chatId, key, row))
      })
      events.push({
        type: 'messages',
        chatId,
        changed: views.filter((view) => view !== undefined),
        gone: list.flatMap(([text], at) => (rows[at] === undefined ? [text] : [])),
      })
    }
    return events
  }

  return {
    take(changes, watched) {
      for (const change of changes) {
        if ('goneChat' in change) {
          chats.delete(change.goneChat)
          gone.set(change.goneChat, change.into)
          someGone = true
        } else if ('message' in change) {
          if (watched.has(change.chat)) note(change.chat, change.message)
        } else if ('goneMessage' in change) {
          if (watched.has(change.chat)) note(change.chat, change.goneMessage)
        } else if ('chat' in change) {
          gone.delete(change.chat)
          chats.add(change.chat)
        }
      }
    },
    chats: () => [...chats, ...gone.keys()],
    takeGone() {
      const was = someGone
      someGone = false
      return was
    },
    async events(watched) {
      const now = { chats, gone, messages }
      chats = new Set()
      gone = new Map()
      messages = new Map()
      const events: EngineEvent[] = []
      const rows = (await chatRows(parts, [...now.chats])).filter(({ sortMs }) => sortMs > 0)
      if (rows.length > 0 || now.gone.size > 0) {
        const left = [...now.gone].map(([chatId, into]) =>
          into === undefined ? { chatId } : { chatId, into },
        )
        events.push({ type: 'chatRows', rows, gone: left })
      }
      return [...events, ...(await messageEvents(now.messages, watched))]
    },
  }
}

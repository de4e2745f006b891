import type { NoticeView } from '../../bridge/chatViews.ts'
import type { EngineEvent } from '../../bridge/contract.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { settingsView } from '../talk/settings.ts'

/** Chats of a backlog that a person is told of. */
const BACKLOG_LIMIT = 3

/** Tells one window of new messages while none has focus. */
export interface Notices {
  /** A message of somebody else is stored. `offline`: it waited on the service. */
  stored(chatId: number, key: MessageKey, offline: boolean): void
  /** What waited on the service is through: the newest of it is told. */
  offlineOver(): void
}

export function createNotices(parts: {
  readonly facts: AccountFacts
  /** Oldest first. */
  readonly windows: () => ReadonlySet<string>
  readonly focusedWindows: () => ReadonlySet<string>
  readonly tell: (...events: readonly EngineEvent[]) => void
  readonly notice: (chatId: number, key: MessageKey) => Promise<NoticeView | undefined>
  readonly onBroken: (cause: unknown) => void
}): Notices {
  /** The newest message of each chat, the newest chat last. */
  const backlog = new Map<number, MessageKey>()

  async function tell(chatId: number, key: MessageKey): Promise<void> {
    if (!settingsView(parts.facts.now().settings).notifications) return
    const notice = await parts.notice(chatId, key)
    const windowId = [...parts.windows()].at(-1)
    if (notice === undefined || windowId === undefined || parts.focusedWindows().size > 0) return
    parts.tell({ type: 'notice', windowId, notice })
  }

  function tellSoon(chatId: number, key: MessageKey): void {
    if (parts.windows().size > 0 && parts.focusedWindows().size === 0) {
      tell(chatId, key).catch(parts.onBroken)
    }
  }

  return {
    stored(chatId, key, offline) {
      if (!offline) return tellSoon(chatId, key)
      backlog.delete(chatId)
      backlog.set(chatId, key)
    },
    offlineOver() {
      const newest = [...backlog].slice(-BACKLOG_LIMIT)
      backlog.clear()
      for (const [chatId, key] of newest) tellSoon(chatId, key)
    },
  }
}

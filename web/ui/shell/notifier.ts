import type { NoticeView } from '../../bridge/chatViews.ts'
import { chatsWords as words } from '../words/chatsWords.ts'

/** What a notification needs of the browser; a page's own, which ends with the page. */
export interface ShownNotification {
  onclick: ((event: Event) => unknown) | null
  onclose: ((event: Event) => unknown) | null
  close(): void
}

/** Makes a notification; throws where pages may not (Android). */
export type ShowNotification = (
  title: string,
  options: { readonly body: string; readonly tag: string },
) => ShownNotification

/** Tells a person of messages while no window has their attention. */
export interface Notifier {
  /** `content`: whether it may say who wrote and what. */
  readonly show: (notice: NoticeView, content: boolean) => void
  /** The chat was read, here or elsewhere, or is gone. */
  readonly close: (chatId: number) => void
  readonly closeAll: () => void
}

/** Letters of a message that a notification shows. */
const longest = 180

/**
 * One notification a chat, replaced by the next message. Tags are all that a browser keeps of it, and
 * hold no name.
 */
export function createNotifier(
  show: ShowNotification,
  onOpen: (chatId: number) => void,
  account: string,
): Notifier {
  const shown = new Map<number, ShownNotification>()
  const close = (chatId: number): void => {
    shown.get(chatId)?.close()
    shown.delete(chatId)
  }
  return {
    show(notice, content) {
      const { chatId } = notice
      let next: ShownNotification
      try {
        next = show(content ? titleOf(notice) : words.notice.title, {
          body: content ? bodyOf(notice) : words.notice.hidden,
          tag: `moonlet-${account}-${chatId}`,
        })
      } catch {
        // Where a page may not show any, the title and the badge tell.
        return
      }
      next.onclick = () => {
        onOpen(chatId)
        close(chatId)
      }
      next.onclose = () => {
        if (shown.get(chatId) === next) shown.delete(chatId)
      }
      shown.set(chatId, next)
    },
    close,
    closeAll() {
      for (const chatId of shown.keys()) close(chatId)
    },
  }
}

function titleOf({ chatName, senderName }: NoticeView): string {
  return chatName !== '' ? chatName : (senderName ?? words.nameless.direct)
}

function bodyOf({ chatName, senderName, content }: NoticeView): string {
  const text = words.gist(content).slice(0, longest)
  return words.notice.body(senderName === chatName ? undefined : senderName, text)
}

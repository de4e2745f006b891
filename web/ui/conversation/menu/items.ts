import type { MessageView } from '../../../bridge/chatViews.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import {
  againDrawing,
  chooseDrawing,
  copyDrawing,
  deleteDrawing,
  editDrawing,
  forwardDrawing,
  infoDrawing,
  replyDrawing,
  starDrawing,
} from '../drawings.ts'
import { canEdit } from '../editing.ts'
import type { PaneActs } from '../pane.ts'

export interface MenuItem {
  readonly label: string
  readonly lines: string
  readonly run: () => void
  readonly danger?: true
}

/** Whether a message can be answered with an emoji. */
export function canReact({ content, ticks }: MessageView): boolean {
  return (content.kind === 'text' || content.kind === 'card') && ticks !== 'failed'
}

/** What can be done with a message, in the order of how often people do it. */
export function itemsOf(
  message: MessageView,
  acts: PaneActs,
  { writable, nowMs }: { readonly writable: boolean; readonly nowMs: number },
): readonly MenuItem[] {
  const { key, content, fromMe, ticks, starred } = message
  const { menu } = words
  const readable = content.kind === 'text' || content.kind === 'card'
  const text = content.kind === 'text' || (content.kind === 'card' && content.text !== '')
  const failed = ticks === 'failed'
  const items: readonly (MenuItem | false)[] = [
    failed && { label: menu.sendAgain, lines: againDrawing, run: () => acts.sendAgain(key) },
    content.kind === 'missing' &&
      content.state !== 'phone-only' && {
        label: menu.askAgain,
        lines: againDrawing,
        run: () => void acts.askAgain(key),
      },
    readable &&
      writable && {
        label: menu.reply,
        lines: replyDrawing,
        run: () => acts.set({ reply: message, edit: undefined }),
      },
    text && { label: menu.copy, lines: copyDrawing, run: () => acts.copy([message]) },
    canEdit(message, nowMs) &&
      writable && {
        label: menu.edit,
        lines: editDrawing,
        run: () => acts.set({ edit: message, reply: undefined }),
      },
    readable &&
      !failed && {
        label: menu.forward,
        lines: forwardDrawing,
        run: () => acts.set({ asked: { what: 'forward', keys: [key] } }),
      },
    readable && {
      label: starred ? menu.unstar : menu.star,
      lines: starDrawing,
      run: () => acts.star([message], !starred),
    },
    fromMe &&
      readable && {
        label: menu.info,
        lines: infoDrawing,
        run: () => acts.set({ asked: { what: 'info', message } }),
      },
    { label: menu.choose, lines: chooseDrawing, run: () => acts.toggle(key) },
    {
      label: menu.remove,
      lines: deleteDrawing,
      danger: true,
      run: () => acts.set({ asked: { what: 'delete', messages: [message] } }),
    },
  ]
  return items.filter((item) => item !== false)
}

import type { ActivityView, ChatRowView } from '../../bridge/chatViews.ts'
import { formatPhoneNumber } from '../account/phoneNumber.ts'
import { ChatPicture } from '../chats/ChatPicture.tsx'
import { Drawing } from '../parts/Drawing.tsx'
import { VisuallyHidden } from '../parts/VisuallyHidden.tsx'
import { useWindow } from '../parts/window.ts'
import { conversationWords as words } from '../words/conversationWords.ts'
import css from './ConversationHeader.module.css'
import { useConversation, usePane } from './pane.ts'

interface ConversationHeaderProps {
  readonly name: string
  readonly onBack?: () => void
  readonly onOpenInfo?: () => void
}

/** Who the conversation is with and what they are doing; opens the panel about them. */
export function ConversationHeader({ name, onBack, onOpenInfo }: ConversationHeaderProps) {
  const { acts, conversation } = usePane()
  const { device } = useWindow()
  const row = useConversation(conversation, (state) => state.row)
  const activity = useConversation(conversation, (state) => state.activity)
  const doing = row === undefined ? undefined : doingOf(row, activity, device.timeMs())
  // Then it is left: open, it would be read again.
  const markUnread = async (chatId: number): Promise<void> => {
    const { ok } = await acts.run({ type: 'markUnread', chatId })
    if (ok) onBack?.()
  }
  const who = (
    <>
      {row !== undefined && <ChatPicture of={row} kind={row.kind} id={row.chatId} size={40} />}
      <span className={css.words}>
        <span className={css.name}>
          <bdi>{name}</bdi>
        </span>
        {doing !== undefined && (
          <span className={css.doing}>
            <bdi dir={doing.startsWith('+') ? 'ltr' : undefined}>{doing}</bdi>
          </span>
        )}
      </span>
    </>
  )
  return (
    <header className={css.header}>
      {onBack !== undefined && (
        <button
          type="button"
          className={css.back}
          aria-label={words.pane.back}
          title={words.pane.back}
          onClick={onBack}
        >
          <span className={css.arrow}>
            <Drawing lines="M12 4.5l-5.5 5.5 5.5 5.5" />
          </span>
        </button>
      )}
      <h2 className={css.title}>
        {onOpenInfo === undefined ? (
          <span className={css.who}>{who}</span>
        ) : (
          <button
            type="button"
            className={css.who}
            aria-description={words.pane.info(name)}
            onClick={onOpenInfo}
          >
            {who}
          </button>
        )}
      </h2>
      <button
        type="button"
        className={css.tool}
        aria-label={words.pane.find}
        title={words.pane.find}
        aria-keyshortcuts="Control+F"
        onClick={() => acts.set({ find: {} })}
      >
        <Drawing lines="M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z M13 13l4 4" size={20} />
      </button>
      {onBack !== undefined && row !== undefined && (
        <button
          type="button"
          className={css.tool}
          aria-label={words.pane.markUnread}
          title={words.pane.markUnread}
          onClick={() => void markUnread(row.chatId)}
        >
          <Drawing
            lines="M12 4.5h-6.5a2 2 0 0 0-2 2v5a2 2 0 0 0 2 2h1v3l3.5-3h4.5a2 2 0 0 0 2-2v-2.5 M15.5 7a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z"
            size={20}
          />
        </button>
      )}
      {row !== undefined && row.disappearingSec > 0 && (
        <span className={css.timer} title={words.composer.disappearing(row.disappearingSec)}>
          <Drawing
            lines="M10 17a7 7 0 0 0 0-14 M10 17a7 7 0 0 1-5.6-2.8 M3 10a7 7 0 0 1 1.1-3.8 M10 6.2v4l2.4 1.6"
            size={18}
          />
          <VisuallyHidden>{words.composer.disappearing(row.disappearingSec)}</VisuallyHidden>
        </span>
      )}
    </header>
  )
}

function doingOf(
  row: ChatRowView,
  activity: ActivityView | undefined,
  nowMs: number,
): string | undefined {
  const [first] = activity?.typing ?? []
  if (activity !== undefined && first !== undefined) {
    if (row.kind === 'group')
      return words.activity.typingIn(activity.typing.map(({ person }) => person))
    return first.audio ? words.activity.recording : words.activity.typing
  }
  const { presence } = activity ?? {}
  if (presence?.at === 'online') return words.activity.online
  if (presence?.lastSeenMs !== undefined) return words.activity.lastSeen(presence.lastSeenMs, nowMs)
  switch (row.kind) {
    case 'direct':
      return row.nameSource === 'number' || row.number === undefined
        ? undefined
        : formatPhoneNumber(row.number)
    case 'self':
      return words.activity.notes
    case 'group':
    case 'broadcast':
    case 'newsletter':
    case 'status':
      return words.activity[row.kind]
  }
}

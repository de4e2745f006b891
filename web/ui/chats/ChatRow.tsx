import { memo } from 'react'
import type { ActivityView, ChatRowView } from '../../bridge/chatViews.ts'
import { Ticks } from '../conversation/bubble/Ticks.tsx'
import { Drawing } from '../parts/Drawing.tsx'
import { VisuallyHidden } from '../parts/VisuallyHidden.tsx'
import { addressOf } from '../shell/openChat.ts'
import { chatsWords as words } from '../words/chatsWords.ts'
import { ChatPicture } from './ChatPicture.tsx'
import css from './ChatRow.module.css'
import { chatName } from './chatName.ts'

interface ChatRowProps {
  readonly row: ChatRowView
  readonly activity: ActivityView | undefined
  readonly open: boolean
  /** Whether the keyboard comes here when it comes to the list. */
  readonly stop: boolean
  readonly nowMs: number
}

const pinLines = 'M8 3.5h4 M9 3.5v5l-2 3h6l-2-3v-5 M10 11.5v5'
const mutedLines = 'M6 8a4 4 0 0 1 8 0v3l1.5 2.5h-11l1.5-2.5z M8.5 16h3 M4 4l12 12'

/** A chat in the list: who, the last thing said, when, and what waits there. */
export const ChatRow = memo(function ChatRow({ row, activity, open, stop, nowMs }: ChatRowProps) {
  const { unread, marked, pinned, mutedUntilMs } = row
  const muted = mutedUntilMs !== undefined && mutedUntilMs > nowMs
  const waits = unread > 0 || marked
  return (
    <a
      className={css.row}
      href={addressOf(row.chatId)}
      tabIndex={stop ? 0 : -1}
      aria-current={open ? 'true' : undefined}
      data-chat={row.chatId}
      data-waits={waits ? '' : undefined}
      draggable={false}
    >
      <ChatPicture of={row} kind={row.kind} id={row.chatId} size={48} />
      <span className={css.words}>
        <span className={css.line}>
          <span className={css.name}>
            <bdi>{chatName(row)}</bdi>
          </span>
          <time className={css.time}>{words.when(row.sortMs, nowMs)}</time>
        </span>
        <span className={css.line}>
          <LastThing row={row} activity={activity} />
          <span className={css.marks}>
            {muted && <Mark lines={mutedLines} says={words.muted} />}
            {pinned && <Mark lines={pinLines} says={words.pinned} />}
            {waits && (
              <span
                className={muted ? css.quietBadge : css.badge}
                data-dot={unread === 0 ? '' : undefined}
              >
                <span aria-hidden="true">{unread > 0 ? words.unread(unread) : ''}</span>
                <VisuallyHidden>
                  {unread > 0 ? words.unreadSpoken(unread) : words.marked}
                </VisuallyHidden>
              </span>
            )}
          </span>
        </span>
      </span>
    </a>
  )
})

function Mark({ lines, says }: { readonly lines: string; readonly says: string }) {
  return (
    <span className={css.mark}>
      <Drawing lines={lines} size={16} />
      <VisuallyHidden>{says}</VisuallyHidden>
    </span>
  )
}

/** Who writes now, else what is being written here, else the last message. */
function LastThing({ row, activity }: Pick<ChatRowProps, 'row' | 'activity'>) {
  const { last, draft, kind } = row
  if (activity !== undefined && activity.typing.length > 0) {
    return (
      <span className={css.typing}>
        <bdi>{words.typing(activity, kind)}</bdi>
      </span>
    )
  }
  if (draft !== undefined && draft !== '') {
    return (
      <span className={css.last}>
        <span className={css.draft}>{words.draft}</span>
        <bdi>{draft}</bdi>
      </span>
    )
  }
  if (last === undefined) return <span className={css.last} />
  const { fromMe, senderName, content, ticks } = last
  const text = words.gist(content, fromMe).slice(0, 200)
  const named = kind === 'group' && content.kind !== 'system'
  return (
    <>
      {ticks !== undefined && content.kind !== 'deleted' && <Ticks ticks={ticks} />}
      <span className={content.kind === 'text' ? css.last : css.kind}>
        {named && fromMe && words.fromMe}
        {named && !fromMe && senderName !== undefined && (
          // The colon stays outside: it would stand on the far side of an Arabic name.
          <span className={css.sender}>
            <bdi>{senderName}</bdi>
            {words.afterSender}
          </span>
        )}
        <bdi>{text}</bdi>
      </span>
    </>
  )
}

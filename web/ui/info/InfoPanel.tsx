import { useEffect, useRef, useState } from 'react'
import type { ActivityView } from '../../bridge/chatViews.ts'
import type { ChatInfo } from '../../bridge/queries.ts'
import { formatPhoneNumber } from '../account/phoneNumber.ts'
import { ChatPicture } from '../chats/ChatPicture.tsx'
import { chatName } from '../chats/chatName.ts'
import { Button } from '../parts/Button.tsx'
import { Drawing } from '../parts/Drawing.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { useWindow } from '../parts/window.ts'
import { askInChat, type ChatAsk } from '../shell/jump.ts'
import { infoWords as words } from '../words/infoWords.ts'
import { Disappearing } from './Disappearing.tsx'
import { Group } from './Group.tsx'
import css from './InfoPanel.module.css'
import { Starred } from './Starred.tsx'
import { useChatInfo } from './useChatInfo.ts'

interface InfoPanelProps {
  readonly chatId: number
  readonly onClose: () => void
}

/** Everything about the contact or the group of a chat. Takes the keyboard; Escape closes it. */
export function InfoPanel({ chatId, onClose }: InfoPanelProps) {
  const { info, activity, failed, again } = useChatInfo(chatId)
  const [starred, setStarred] = useState(false)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.querySelector('button')?.focus(), [starred])
  const kind = info?.chat.kind ?? 'direct'
  const label =
    kind === 'direct'
      ? words.label.direct
      : kind === 'group'
        ? words.label.group
        : words.label.other
  const leave = (): void => (starred ? setStarred(false) : onClose())
  return (
    <aside
      className={css.panel}
      ref={panel}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        leave()
      }}
    >
      <div className={css.head}>
        <button
          type="button"
          className={css.close}
          aria-label={starred ? words.back : words.close}
          title={starred ? words.back : words.close}
          onClick={leave}
        >
          <span className={starred ? css.arrow : css.cross}>
            <Drawing lines={starred ? 'M12 4.5l-5.5 5.5 5.5 5.5' : 'M5.5 5.5l9 9 M14.5 5.5l-9 9'} />
          </span>
        </button>
        <h2 className={css.title}>{starred ? words.starred : label}</h2>
      </div>
      {starred ? (
        <Starred chatId={chatId} />
      ) : (
        <div className={css.body} tabIndex={-1}>
          {info !== undefined && (
            <Known
              info={info}
              activity={activity}
              onStarred={() => setStarred(true)}
              onAsk={(ask) => {
                onClose()
                // The keyboard comes back to the conversation first.
                requestAnimationFrame(() => askInChat(chatId, ask))
              }}
            />
          )}
          {info === undefined && failed && (
            <div className={css.failed}>
              <p role="alert">{words.failed}</p>
              <Button onPress={again}>{words.again}</Button>
            </div>
          )}
          {info === undefined && !failed && <Loading />}
        </div>
      )}
    </aside>
  )
}

interface KnownProps {
  readonly info: ChatInfo
  readonly activity: ActivityView | undefined
  readonly onStarred: () => void
  /** To be done in the conversation. */
  readonly onAsk: (ask: ChatAsk) => void
}

function Known({ info, activity, onStarred, onAsk }: KnownProps) {
  const { device } = useWindow()
  const { chat, person, about, otherNames = [], group } = info
  const number = person?.number ?? chat.number
  const doing = doingOf(info, activity, device.timeMs())
  return (
    <>
      <div className={css.who}>
        <ChatPicture of={chat} kind={chat.kind} id={chat.chatId} size={112} large />
        <p className={css.name}>
          <bdi>{chatName(chat)}</bdi>
        </p>
        {doing !== undefined && <p className={css.doing}>{doing}</p>}
      </div>
      {about !== undefined && about !== '' && <Fact name={words.about} value={about} />}
      {number !== undefined && chat.kind !== 'group' && (
        <Fact name={words.number} value={formatPhoneNumber(number)} leftToRight />
      )}
      {otherNames.length > 0 && <Fact name={words.otherNames} value={otherNames.join(', ')} />}
      {group !== undefined && <Group group={group} writable={chat.writable} />}
      <Disappearing info={info} />
      <Way lines={starLines} name={words.starred} onPress={onStarred} />
      <Way lines={glassLines} name={words.find} onPress={() => onAsk('find')} />
      <Way lines={dayLines} name={words.toDay} onPress={() => onAsk('date')} />
      <section className={css.section}>
        <h3 className={css.heading}>{words.encryption}</h3>
        <p>{words.encryptionBody}</p>
      </section>
    </>
  )
}

const starLines = 'M10 3.6l2 4.2 4.5.6-3.3 3.2.8 4.6-4-2.2-4 2.2.8-4.6-3.3-3.2 4.5-.6z'
const glassLines = 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11z M13 13l4 4'
const dayLines = 'M4 5.5h12v11h-12z M4 9h12 M7 3.5v3 M13 3.5v3'

interface WayProps {
  readonly lines: string
  readonly name: string
  readonly onPress: () => void
}

function Way({ lines, name, onPress }: WayProps) {
  return (
    <button type="button" className={css.way} onClick={onPress}>
      <Drawing lines={lines} />
      <span>{name}</span>
      <span className={css.onward}>
        <Drawing lines="M8 5l5 5-5 5" size={18} />
      </span>
    </button>
  )
}

interface FactProps {
  readonly name: string
  readonly value: string
  readonly leftToRight?: boolean
}

function Fact({ name, value, leftToRight = false }: FactProps) {
  return (
    <section className={css.section}>
      <h3 className={css.heading}>{name}</h3>
      <p className={css.text}>
        <bdi dir={leftToRight ? 'ltr' : undefined}>{value}</bdi>
      </p>
    </section>
  )
}

function doingOf(
  { chat, group }: ChatInfo,
  activity: ActivityView | undefined,
  nowMs: number,
): string | undefined {
  if (chat.kind === 'self') return words.notes
  if (group !== undefined) return words.members(group.members.length)
  const { presence } = activity ?? {}
  if (presence?.at === 'online') return words.online
  return presence?.lastSeenMs === undefined ? undefined : words.lastSeen(presence.lastSeenMs, nowMs)
}

function Loading() {
  return (
    <div className={css.who}>
      <Skeleton inlineSize={112} blockSize={112} round />
      <Skeleton inlineSize={160} blockSize={20} />
      <Skeleton inlineSize={110} blockSize={14} />
    </div>
  )
}

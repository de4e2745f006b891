import { Suspense, lazy, useCallback, useEffect, useId, useMemo, useState } from 'react'
import type { Conversation } from '../../state/conversation.ts'
import { chatName } from '../chats/chatName.ts'
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx'
import { LatePart } from '../parts/LatePart.tsx'
import { LiveRegion } from '../parts/LiveRegion.tsx'
import { useWindow } from '../parts/window.ts'
import { followAsks, followJumps } from '../shell/jump.ts'
import { useShortcuts } from '../shell/useShortcuts.ts'
import { conversationWords as words } from '../words/conversationWords.ts'
import { Composer } from './composer/Composer.tsx'
import { ChoiceBar } from './ChoiceBar.tsx'
import { ConversationHeader } from './ConversationHeader.tsx'
import { FailedBar } from './FailedBar.tsx'
import { MessageList, type Target } from './list/MessageList.tsx'
import { Empty, Failed, Gone, Loading } from './list/placeholders.tsx'
import {
  emptyPane,
  type Pane,
  type PaneFind,
  PaneContext,
  type PaneState,
  useConversation,
  usePane,
} from './pane.ts'
import css from './OpenConversation.module.css'
import { paneActs } from './paneActs.ts'

const MessageMenu = lazy(async () => ({
  default: (await import('./menu/MessageMenu.tsx')).MessageMenu,
}))
const FindBar = lazy(async () => ({
  default: (await import('./finding/FindBar.tsx')).FindBar,
}))
const AskedDialog = lazy(async () => ({
  default: (await import('./dialogs/AskedDialog.tsx')).AskedDialog,
}))

interface OpenConversationProps {
  readonly conversation: Conversation
  readonly onBack?: () => void
  readonly onOpenInfo?: () => void
}

/** How long a message that was jumped to is lit, in milliseconds. */
const litMs = 1800

/** The head, the messages and the composer of a conversation, and what the person is doing in it. */
export function OpenConversation({ conversation, onBack, onOpenInfo }: OpenConversationProps) {
  const { actions, clock, device } = useWindow()
  const row = useConversation(conversation, (state) => state.row)
  const [pane, setPane] = useState<PaneState>(emptyPane)
  const [target, setTarget] = useState<Target>()
  const [lit, setLit] = useState<string>()
  const field = useId()

  const parts = useMemo((): Pane => {
    const acts = paneActs({
      conversation,
      actions,
      newId: device.newId,
      change: setPane,
      goTo: (key) => {
        setTarget(key === undefined ? {} : { key })
        setLit(key)
      },
      write: () => document.getElementById(field)?.focus(),
      browse() {
        const pane = document.getElementById(field)?.closest('section')
        const rows = pane?.querySelectorAll<HTMLElement>('[data-message]') ?? []
        Array.from(rows).at(-1)?.focus()
      },
    })
    return { conversation, acts, group: row?.kind === 'group' }
  }, [conversation, actions, device, field, row?.kind])
  useEffect(() => {
    if (lit === undefined || target !== undefined) return undefined
    return clock.after(litMs, () => setLit(undefined))
  }, [lit, target, clock])
  const onArrived = useCallback(() => setTarget(undefined), [])
  const { acts } = parts
  const { chatId } = conversation
  useEffect(
    () =>
      followJumps(chatId, ({ key, find }) => {
        acts.set({ find: find === undefined ? undefined : { ...find, key } })
        acts.jumpTo(key)
      }),
    [chatId, acts],
  )
  useEffect(
    () =>
      followAsks(chatId, (ask) =>
        acts.set(ask === 'find' ? { find: {} } : { asked: { what: 'date', atMs: undefined } }),
      ),
    [chatId, acts],
  )
  const finding = pane.find !== undefined
  useShortcuts({
    find: () => {
      const node = document.getElementById(field)?.closest('section')
      const found = node?.querySelector<HTMLInputElement>('[role="search"] input') ?? undefined
      // Once more in its field: the browser's own search.
      if (found !== undefined && found === document.activeElement) return false
      if (finding) found?.select()
      else acts.set({ find: {} })
      return true
    },
    date: () => acts.set({ asked: { what: 'date', atMs: undefined } }),
  })
  const name = row === undefined ? words.pane.nameless : chatName(row)

  return (
    <PaneContext value={parts}>
      <section className={css.pane} aria-label={name}>
        {pane.chosen === undefined ? (
          <ConversationHeader
            name={name}
            {...(onBack === undefined ? {} : { onBack })}
            {...(onOpenInfo === undefined ? {} : { onOpenInfo })}
          />
        ) : (
          <ChoiceBar chosen={pane.chosen} />
        )}
        {pane.find !== undefined && (
          <LatePart>
            <FindBar find={pane.find} key={findKey(pane.find)} />
          </LatePart>
        )}
        <Messages
          name={name}
          chosen={pane.chosen}
          target={target}
          lit={lit}
          onArrived={onArrived}
        />
        {pane.failed !== undefined && (
          <FailedBar text={pane.failed} onClose={() => acts.set({ failed: undefined })} />
        )}
        {row !== undefined && <Composer pane={pane} row={row} fieldId={field} />}
        <ErrorBoundary fallback={null}>
          <Suspense>
            {pane.menu !== undefined && (
              <MessageMenu
                menu={pane.menu}
                onClose={() => acts.set({ menu: undefined })}
                key={pane.menu.message.key}
              />
            )}
            {pane.asked !== undefined && (
              <AskedDialog asked={pane.asked} onClose={() => acts.set({ asked: undefined })} />
            )}
          </Suspense>
        </ErrorBoundary>
        <LiveRegion message={pane.said} />
      </section>
    </PaneContext>
  )
}

/** Another jump from outside begins another search. */
function findKey({ key, text }: PaneFind): string {
  return `${key} ${text}`
}

/** The messages, or what is to be said where there are none. */
function Messages(props: Parameters<typeof MessageList>[0]) {
  const { conversation } = usePane()
  const stretch = useConversation(conversation, (state) => state.stretch)
  const gone = useConversation(conversation, (state) => state.gone)
  const { messages, error, atStart, atEnd } = stretch
  if (gone !== undefined) return <Gone />
  if (messages === undefined) {
    return error === undefined ? <Loading /> : <Failed onAgain={conversation.again} />
  }
  return messages.length === 0 && atStart && atEnd ? <Empty /> : <MessageList {...props} />
}

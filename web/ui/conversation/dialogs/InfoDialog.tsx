import { useEffect, useState } from 'react'
import type { MessageView } from '../../../bridge/chatViews.ts'
import type { MessageInfo } from '../../../bridge/queries.ts'
import { ChatPicture } from '../../chats/ChatPicture.tsx'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { Skeleton } from '../../parts/Skeleton.tsx'
import { useWindow } from '../../parts/window.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { Ticks } from '../bubble/Ticks.tsx'
import { usePane } from '../pane.ts'
import css from './dialogs.module.css'
import info from './InfoDialog.module.css'

interface InfoDialogProps {
  readonly message: MessageView
  readonly onClose: () => void
}

/** Who got a message of one's own, who read it, and when. */
export function InfoDialog({ message, onClose }: InfoDialogProps) {
  const { actions } = useWindow()
  const { chatId } = usePane().conversation
  const [known, setKnown] = useState<MessageInfo | 'failed'>()
  const { key, rev } = message
  useEffect(() => {
    let over = false
    const read = async () => {
      const result = await actions.ask({ ask: 'messageInfo', chatId, key })
      if (!over) setKnown(result.ok ? result.answer : 'failed')
    }
    void read()
    return () => {
      over = true
    }
  }, [actions, chatId, key, rev])
  return (
    <Dialog title={words.info.title} onClose={onClose}>
      <p className={info.gist} dir="auto">
        {words.gist(message.content, message.fromMe)}
      </p>
      <Facts known={known} message={message} />
      <div className={css.buttons}>
        <Button onPress={onClose}>{words.info.close}</Button>
      </div>
    </Dialog>
  )
}

interface FactsProps {
  readonly known: MessageInfo | 'failed' | undefined
  readonly message: MessageView
}

function Facts({ known, message }: FactsProps) {
  if (known === undefined) return <Skeleton inlineSize="100%" blockSize={96} />
  if (known === 'failed') return <p role="alert">{words.problem(undefined)}</p>
  return (
    <>
      <p className={css.quiet}>{words.info.sentAt(known.sentMs ?? message.atMs)}</p>
      {known.people.length === 0 && <p className={css.quiet}>{words.info.nobody}</p>}
      <ul className={info.people}>
        {known.people.map(({ person, ticks, deliveredMs, readMs, playedMs }) => (
          <li className={info.person} key={person.contactId}>
            <ChatPicture of={person} kind="direct" id={person.contactId} size={36} />
            <div className={info.words}>
              <bdi className={info.name}>{words.nameOf(person)}</bdi>
              <Time label={words.info.played} atMs={playedMs} />
              <Time label={words.info.read} atMs={readMs} />
              <Time label={words.info.delivered} atMs={deliveredMs} />
              {deliveredMs === undefined && readMs === undefined && playedMs === undefined && (
                <span className={info.time}>{words.ticks[ticks]}</span>
              )}
            </div>
            <Ticks ticks={ticks} size={18} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Time({ label, atMs }: { readonly label: string; readonly atMs: number | undefined }) {
  if (atMs === undefined) return null
  return <span className={info.time}>{words.info.timeOf(label, atMs)}</span>
}

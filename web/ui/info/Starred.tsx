import { useEffect, useState } from 'react'
import type { MessageView } from '../../bridge/chatViews.ts'
import { Button } from '../parts/Button.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { useWindow } from '../parts/window.ts'
import { infoWords as words } from '../words/infoWords.ts'
import css from './InfoPanel.module.css'
import own from './Starred.module.css'

const most = 200

/** The messages of a chat that have a star, newest first. */
export function Starred({ chatId }: { readonly chatId: number }) {
  const { actions } = useWindow()
  const [messages, setMessages] = useState<readonly MessageView[]>()
  const [failed, setFailed] = useState(false)
  const [asks, setAsks] = useState(0)
  useEffect(() => {
    let over = false
    const read = async () => {
      const result = await actions.ask({ ask: 'starred', chatId, count: most })
      if (over) return
      setFailed(!result.ok)
      if (result.ok) setMessages(result.answer.messages)
    }
    void read()
    return () => {
      over = true
    }
  }, [actions, chatId, asks])
  return (
    <div className={css.body}>
      {failed && (
        <div className={css.failed}>
          <p role="alert">{words.failed}</p>
          <Button onPress={() => setAsks((count) => count + 1)}>{words.again}</Button>
        </div>
      )}
      {messages === undefined && !failed && <Loading />}
      {messages?.length === 0 && <p className={own.none}>{words.noneStarred}</p>}
      <ul className={own.list}>
        {messages?.map(({ key, sender, fromMe, atMs, content }) => (
          <li className={own.message} key={key}>
            <p className={own.meta}>
              <bdi className={own.name}>
                {fromMe || sender === undefined ? words.you : words.nameOf(sender)}
              </bdi>
              <time>{words.moment(atMs)}</time>
            </p>
            <p className={own.text} dir="auto">
              {words.gist(content, fromMe)}
            </p>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Loading() {
  return (
    <div className={own.loading}>
      {Array.from({ length: 4 }, (_, at) => (
        <Skeleton inlineSize="100%" blockSize={44} key={at} />
      ))}
    </div>
  )
}

import { useEffect, useState } from 'react'
import type { MessageView } from '../../bridge/chatViews.ts'
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
  }, [actions, chatId])
  return (
    <div className={css.body}>
      {failed && (
        <p className={own.none} role="alert">
          {words.failed}
        </p>
      )}
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

import { useEffect, useState } from 'react'
import type { ActivityView } from '../../bridge/chatViews.ts'
import type { ChatInfo } from '../../bridge/queries.ts'
import { useWindow } from '../parts/window.ts'

export interface KnownInfo {
  readonly info: ChatInfo | undefined
  readonly activity: ActivityView | undefined
  readonly failed: boolean
  readonly again: () => void
}

/** What is known of a chat's contact or group; read again whenever the chat changes. */
export function useChatInfo(chatId: number): KnownInfo {
  const { mirror, actions } = useWindow()
  const [info, setInfo] = useState<ChatInfo>()
  const [activity, setActivity] = useState<ActivityView>()
  const [failed, setFailed] = useState(false)
  const [asks, setAsks] = useState(0)
  const again = (): void => setAsks((count) => count + 1)
  useEffect(() => {
    let over = false
    const read = async () => {
      const result = await actions.ask({ ask: 'chatInfo', chatId })
      if (over) return
      setFailed(!result.ok)
      if (result.ok) setInfo(result.answer)
    }
    void read()
    return () => {
      over = true
    }
  }, [actions, chatId, asks])
  useEffect(
    () =>
      mirror.listen((news) => {
        if (news === 'snapshot') return again()
        for (const event of news) {
          if (event.type === 'chatRows' && event.rows.some((row) => row.chatId === chatId)) again()
          if (event.type === 'activity' && event.activity.chatId === chatId) {
            setActivity(event.activity)
          }
        }
      }),
    [mirror, chatId],
  )
  return { info, activity, failed, again }
}

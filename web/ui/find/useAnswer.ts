import { useEffect, useState } from 'react'
import type { Query, QueryAnswers } from '../../bridge/queries.ts'
import { useWindow } from '../parts/window.ts'

/** The answer to a query; the one before stays until the next is there. Asked anew when it changes. */
export function useAnswer<Asked extends Query>(query: Asked) {
  const { actions } = useWindow()
  const [answer, setAnswer] = useState<QueryAnswers[Asked['ask']]>()
  const [failed, setFailed] = useState(false)
  const [asks, setAsks] = useState(0)
  const asked = JSON.stringify(query)
  useEffect(() => {
    let over = false
    const read = async () => {
      const result = await actions.ask(JSON.parse(asked) as Asked)
      if (over) return
      setFailed(!result.ok)
      if (result.ok) setAnswer(result.answer)
    }
    void read()
    return () => {
      over = true
    }
  }, [actions, asked, asks])
  return { answer, failed, again: () => setAsks((count) => count + 1) }
}

import { useEffect, useState } from 'react'
import type { Query, QueryAnswers } from '../../bridge/queries.ts'
import { useWindow } from '../parts/window.ts'

/**
 * The answer to a query; the one before stays until the next is there (`fresh` is false meanwhile).
 * Asked anew when the query changes.
 */
export function useAnswer<Asked extends Query>(query: Asked) {
  const { actions } = useWindow()
  const [answer, setAnswer] = useState<QueryAnswers[Asked['ask']]>()
  const [answeredTo, setAnsweredTo] = useState<string>()
  const [failed, setFailed] = useState(false)
  const [asks, setAsks] = useState(0)
  const asked = JSON.stringify(query)
  useEffect(() => {
    let over = false
    const read = async () => {
      const result = await actions.ask(JSON.parse(asked) as Asked)
      if (over) return
      setFailed(!result.ok)
      if (!result.ok) return
      setAnswer(result.answer)
      setAnsweredTo(asked)
    }
    void read()
    return () => {
      over = true
    }
  }, [actions, asked, asks])
  return { answer, fresh: answeredTo === asked, failed, again: () => setAsks((count) => count + 1) }
}

import { useEffect, useState } from 'react'
import type { ChatRowView, PersonView } from '../../bridge/chatViews.ts'
import { useWindow } from '../parts/window.ts'

const most = 4
/** Some of those that are found have a chat already, which is listed as such. */
const asked = 20
/** Typing rests this long before the engine is asked, in milliseconds. */
const restMs = 150

/**
 * People by name or number that have no chat among these rows, and whether they belong to this filter.
 * Empty filter: nobody.
 */
export function usePeopleFound(
  filter: string,
  rows: readonly ChatRowView[] | undefined,
): readonly [people: readonly PersonView[], fresh: boolean] {
  const { actions, clock } = useWindow()
  const [answer, setAnswer] = useState<{
    readonly to: string
    readonly people: readonly PersonView[]
  }>()
  useEffect(() => {
    if (filter === '') return undefined
    let over = false
    const read = async () => {
      const result = await actions.ask({ ask: 'people', filter, count: asked })
      // Without people there are still chats and messages, whose own failures are told.
      if (!over) setAnswer({ to: filter, people: result.ok ? result.answer.people : [] })
    }
    const cancel = clock.after(restMs, () => void read())
    return () => {
      over = true
      cancel()
    }
  }, [actions, clock, filter])
  if (filter === '') return [[], true]
  if (answer === undefined) return [[], false]
  const chats = new Set(rows?.filter(({ kind }) => kind !== 'group').map(({ number }) => number))
  const strangers = answer.people.filter(({ number }) => number !== undefined && !chats.has(number))
  return [strangers.slice(0, most), answer.to === filter]
}

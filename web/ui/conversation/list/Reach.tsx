import { useState } from 'react'
import type { ReachView } from '../../../bridge/archive.ts'
import { Button } from '../../parts/Button.tsx'
import { conversationWords } from '../../words/conversationWords.ts'
import { useConversation, usePane } from '../pane.ts'
import css from './lines.module.css'
import { reachState } from './reachStates.ts'

const words = conversationWords.reach

/** Above the oldest message here: since when there are messages, and where the older ones are. */
export function Reach() {
  const { conversation, acts } = usePane()
  const reach = useConversation(conversation, (state) => state.reach)
  const [failed, setFailed] = useState<string>()
  const fetch = async (): Promise<void> => setFailed(await acts.fetchOlder())
  const begun = reach === undefined || (reach.before === 'none' && reach.sinceMs === undefined)
  if (begun) return <p className={css.beginning}>{conversationWords.pane.emptyBody}</p>
  return (
    <div className={css.reach}>
      {reach.sinceMs !== undefined && <p className={css.since}>{words.since(reach.sinceMs)}</p>}
      <State reach={reach} failed={failed} onFetch={() => void fetch()} />
      {reach.before === 'none' && <p>{conversationWords.pane.emptyBody}</p>}
    </div>
  )
}

interface StateProps {
  readonly reach: ReachView
  readonly failed: string | undefined
  readonly onFetch: () => void
}

function State({ reach, failed, onFetch }: StateProps) {
  const state = reachState(reach)
  const says = saysOf(reach)
  const label = labels[state]
  return (
    <>
      <p className={state === 'asking' ? css.asking : undefined} role="status">
        {state === 'asking' && <span className={css.pulse} aria-hidden="true" />}
        {failed ?? says}
      </p>
      {label !== undefined && (
        <Button size="small" onPress={onFetch}>
          {label}
        </Button>
      )}
    </>
  )
}

const labels: Partial<Record<ReturnType<typeof reachState>, string>> = {
  unanswered: words.again,
  damaged: words.fetchDamaged,
  freed: words.fetchFreed,
  more: words.fetch,
  unknown: words.askPhone,
}

function saysOf(reach: ReachView): string {
  const state = reachState(reach)
  switch (state) {
    case 'damaged':
      return words.damaged(reach.damaged ?? 0)
    case 'freed':
      return words.freed(reach.freedBeforeMs ?? 0)
    default:
      return words[state]
  }
}

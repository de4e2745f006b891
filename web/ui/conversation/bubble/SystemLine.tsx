import { useState } from 'react'
import type { SystemView } from '../../../bridge/chatViews.ts'
import { Button } from '../../parts/Button.tsx'
import { classes } from '../../parts/classes.ts'
import { Drawing } from '../../parts/Drawing.tsx'
import { lockDrawing } from '../../parts/drawings.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { usePane } from '../pane.ts'
import css from './SystemLine.module.css'

/** Something that happened in the conversation. */
export function SystemLine({ event }: { readonly event: SystemView }) {
  const important = event.what === 'identity-changed' || event.what === 'gap'
  return (
    <p className={classes(css.line, important && css.important)} dir="auto">
      {event.what === 'identity-changed' && <Drawing lines={lockDrawing} size={16} />}
      {event.what === 'gap' && (
        <Drawing lines="M10 3.5l7 12.5h-14z M10 8.5v3.5 M10 13.9v.1" size={16} />
      )}
      <span>{words.system(event)}</span>
      {event.what === 'gap' && <FetchGap />}
    </p>
  )
}

/** The phone may have what is missing. */
function FetchGap() {
  const { acts } = usePane()
  const [said, setSaid] = useState<string>()
  const fetch = async (): Promise<void> => setSaid((await acts.fetchOlder()) ?? words.reach.asking)
  return said === undefined ? (
    <Button kind="plain" size="small" onPress={() => void fetch()}>
      {words.reach.fetchDamaged}
    </Button>
  ) : (
    <span role="status">{said}</span>
  )
}

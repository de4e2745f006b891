import type { ChatRowView } from '../../../bridge/chatViews.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './Composer.module.css'

type Closed = Pick<ChatRowView, 'kind' | 'closed'>

/** In place of the field where one cannot write. */
export function NotWritable({ row }: { readonly row: Closed }) {
  return (
    <div className={css.bottom}>
      <p className={css.notice}>{textFor(row)}</p>
    </div>
  )
}

function textFor({ kind, closed }: Closed): string {
  const { notWritable, readOnly, closedBy } = words.composer
  switch (kind) {
    case 'group':
      return closed === undefined ? notWritable : closedBy[closed]
    case 'newsletter':
    case 'status':
    case 'broadcast':
      return readOnly
    case 'direct':
    case 'self':
      return closed === 'read-only' ? closedBy[closed] : notWritable
  }
}

import type { ChatKind } from '../../../bridge/chatViews.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './Composer.module.css'

/** In place of the field where one cannot write. */
export function NotWritable({ kind }: { readonly kind: ChatKind }) {
  return (
    <div className={css.bottom}>
      <p className={css.notice}>{textFor(kind)}</p>
    </div>
  )
}

function textFor(kind: ChatKind): string {
  switch (kind) {
    case 'group':
      return words.composer.notWritableGroup
    case 'newsletter':
    case 'status':
    case 'broadcast':
      return words.composer.readOnly
    case 'direct':
    case 'self':
      return words.composer.notWritable
  }
}

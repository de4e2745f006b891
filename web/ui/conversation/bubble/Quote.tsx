import type { QuoteView } from '../../../bridge/chatViews.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './Quote.module.css'
import { PersonName } from './PersonName.tsx'

interface QuoteProps {
  readonly quote: QuoteView
  /** Leads to the message; absent where it is not stored. */
  readonly onPress?: (() => void) | undefined
  /** Whether the keyboard may come here: only in the message that it is at. */
  readonly reachable?: boolean
}

/** The message that another one answers. */
export function Quote({ quote, onPress, reachable = false }: QuoteProps) {
  const inside = (
    <>
      <span className={css.who}>
        <PersonName person={quote.person} />
      </span>
      <span className={css.text} dir="auto">
        {quote.text === '' ? words.kindOf(quote.kind) : quote.text}
      </span>
    </>
  )
  if (onPress === undefined || quote.key === undefined) {
    return <div className={css.quote}>{inside}</div>
  }
  return (
    <button
      type="button"
      className={css.quote}
      tabIndex={reachable ? 0 : -1}
      aria-description={words.quoteOf(quote)}
      onClick={onPress}
    >
      {inside}
    </button>
  )
}

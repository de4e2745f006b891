import type { ContentView } from '../../../bridge/chatViews.ts'
import { Drawing } from '../../parts/Drawing.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { formatBytes } from '../../words/sizes.ts'
import { FormattedText } from '../text/FormattedText.tsx'
import css from './Card.module.css'
import { cardDrawings } from './cardDrawings.ts'

/** Captions that people write; the texts of other cards are names and questions. */
const captioned = new Set(['image', 'video', 'gif', 'album', 'document'])

/** A message of a kind that this version keeps but cannot open. */
export function Card({ content }: { readonly content: Extract<ContentView, { kind: 'card' }> }) {
  const { card, text, detail, seconds, bytes } = content
  const facts = [
    detail,
    seconds === undefined ? undefined : words.seconds(seconds),
    bytes === undefined ? undefined : formatBytes(bytes),
  ].filter((fact) => fact !== undefined && fact !== '')
  return (
    <div className={css.card}>
      <div className={css.head}>
        <span className={css.picture}>
          <Drawing lines={cardDrawings[card]} size={22} />
        </span>
        <div className={css.about}>
          <span className={css.kind}>{words.cards[card]}</span>
          <span className={css.facts} dir="auto">
            {facts.length > 0 ? facts.join(' · ') : words.kept}
          </span>
        </div>
      </div>
      {card === 'unknown' && <p className={css.note}>{words.unknownCard}</p>}
      {text !== '' &&
        (captioned.has(card) ? (
          <FormattedText text={text} />
        ) : (
          <p className={css.title} dir="auto">
            {text}
          </p>
        ))}
    </div>
  )
}

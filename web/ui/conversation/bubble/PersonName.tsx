import type { PersonView } from '../../../bridge/chatViews.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { personColour } from './personColour.ts'

/** Somebody's name in the colour that stays with them. */
export function PersonName({ person }: { readonly person: PersonView }) {
  return <bdi style={{ color: `var(--${personColour(person)})` }}>{words.nameOf(person)}</bdi>
}

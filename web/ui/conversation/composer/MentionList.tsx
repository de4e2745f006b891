import type { PersonView } from '../../../bridge/chatViews.ts'
import { ChatPicture } from '../../chats/ChatPicture.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './MentionList.module.css'

interface MentionListProps {
  readonly id: string
  readonly people: readonly PersonView[]
  /** Index of the one that Enter takes. */
  readonly at: number
  readonly onPick: (person: PersonView) => void
}

/** Whom the name being typed may mean. The focus stays in the field. */
export function MentionList({ id, people, at, onPick }: MentionListProps) {
  return (
    <div className={css.list} id={id} role="listbox" aria-label={words.composer.people}>
      {people.map((person, index) => (
        <div
          id={`${id}-${index}`}
          className={css.person}
          role="option"
          aria-selected={index === at}
          tabIndex={-1}
          // The field keeps the focus, and with it the caret.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(person)}
          key={person.contactId}
        >
          <ChatPicture of={person} kind="direct" id={person.contactId} size={28} />
          <bdi>{words.nameOf(person)}</bdi>
        </div>
      ))}
    </div>
  )
}

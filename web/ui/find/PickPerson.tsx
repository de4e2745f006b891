import { useState } from 'react'
import type { PersonView } from '../../bridge/chatViews.ts'
import type { ChatInfo } from '../../bridge/queries.ts'
import { ChatPicture } from '../chats/ChatPicture.tsx'
import { searchWords } from '../words/searchWords.ts'
import { PickDialog } from './PickDialog.tsx'
import { useAnswer } from './useAnswer.ts'

const words = searchWords.pickPerson
const most = 40

interface PickPersonProps {
  /** Only people of this chat. */
  readonly within: number | undefined
  /** Undefined: from anyone. */
  readonly onPick: (from: 'me' | PersonView | undefined) => void
  readonly onClose: () => void
}

/** Whose messages to look for. */
export function PickPerson({ within, ...rest }: PickPersonProps) {
  return within === undefined ? <Anybody {...rest} /> : <Members chatId={within} {...rest} />
}

type PickProps = Omit<PickPersonProps, 'within'>

function Anybody(props: PickProps) {
  const [filter, setFilter] = useState('')
  const { answer, fresh, failed, again } = useAnswer({ ask: 'people', filter, count: most })
  return (
    <People
      people={answer?.people}
      fresh={fresh}
      failed={failed}
      filter={filter}
      onAgain={again}
      onFilter={setFilter}
      {...props}
    />
  )
}

function Members({ chatId, ...props }: PickProps & { readonly chatId: number }) {
  const [filter, setFilter] = useState('')
  const { answer, fresh, failed, again } = useAnswer({ ask: 'chatInfo', chatId })
  const wanted = filter.toLocaleLowerCase()
  const people =
    answer && peopleOf(answer).filter(({ name }) => name.toLowerCase().includes(wanted))
  return (
    <People
      people={people}
      fresh={fresh}
      failed={failed}
      filter={filter}
      onAgain={again}
      onFilter={setFilter}
      {...props}
    />
  )
}

function peopleOf({ person, group }: ChatInfo): readonly PersonView[] {
  if (group !== undefined) return group.members.map((member) => member.person)
  return person === undefined ? [] : [person]
}

interface PeopleProps extends PickProps {
  readonly people: readonly PersonView[] | undefined
  readonly fresh: boolean
  readonly failed: boolean
  readonly filter: string
  readonly onAgain: () => void
  readonly onFilter: (filter: string) => void
}

function People(props: PeopleProps) {
  const { people, fresh, failed, filter, onAgain, onFilter, onPick, onClose } = props
  const others = people
    ?.filter(({ isMe }) => !isMe)
    .map((person) => ({
      key: `${person.contactId}`,
      name: searchWords.nameOf(person),
      picture: <ChatPicture of={person} kind="direct" id={person.contactId} size={36} />,
      onPick: () => onPick(person),
    }))
  const fixed = [
    { key: 'anyone', name: words.anyone, onPick: () => onPick(undefined) },
    { key: 'me', name: words.me, onPick: () => onPick('me') },
  ]
  return (
    <PickDialog
      title={words.title}
      find={words.find}
      none={words.none}
      failed={failed ? words.failed : undefined}
      onAgain={onAgain}
      fresh={fresh}
      choices={filter === '' ? [...fixed, ...(others ?? [])] : others}
      onFilter={onFilter}
      onClose={onClose}
    />
  )
}

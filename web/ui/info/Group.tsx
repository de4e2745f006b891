import { useState } from 'react'
import type { ChatInfo, MemberView } from '../../bridge/queries.ts'
import { formatPhoneNumber } from '../account/phoneNumber.ts'
import { ChatPicture } from '../chats/ChatPicture.tsx'
import { Button } from '../parts/Button.tsx'
import { infoWords as words } from '../words/infoWords.ts'
import own from './Group.module.css'
import css from './InfoPanel.module.css'

interface GroupProps {
  readonly group: NonNullable<ChatInfo['group']>
  readonly writable: boolean
}

/** So many members are listed before the rest is asked for. */
const firstMembers = 30

/** A group's description, rules and members. */
export function Group({ group, writable }: GroupProps) {
  const { description, createdBy, createdMs, announcement, locked, me } = group
  const created = createdBy !== undefined || createdMs !== undefined
  const left = me === undefined && !writable
  return (
    <>
      {left && <p className={own.left}>{words.left}</p>}
      {description !== undefined && description !== '' && (
        <section className={css.section}>
          <h3 className={css.heading}>{words.description}</h3>
          <p className={css.text} dir="auto">
            {description}
          </p>
        </section>
      )}
      {created && (
        <p className={own.created}>
          {words.created(createdBy === undefined ? undefined : words.nameOf(createdBy), createdMs)}
        </p>
      )}
      <section className={css.section}>
        <h3 className={css.heading}>{words.rules}</h3>
        <p>{announcement ? words.adminsWrite : words.everybodyWrites}</p>
        <p>{locked ? words.adminsChange : words.everybodyChanges}</p>
      </section>
      <Members members={group.members} />
    </>
  )
}

function Members({ members }: { readonly members: readonly MemberView[] }) {
  const [all, setAll] = useState(false)
  const ordered = members.toSorted((one, other) => rank(one) - rank(other))
  const shown = all ? ordered : ordered.slice(0, firstMembers)
  return (
    <section className={own.members}>
      <h3 className={css.heading}>{words.people}</h3>
      <ul>
        {shown.map((member) => (
          <Member member={member} key={member.person.contactId} />
        ))}
      </ul>
      {shown.length < members.length && (
        <Button size="small" onPress={() => setAll(true)}>
          {words.all(members.length)}
        </Button>
      )}
    </section>
  )
}

function Member({ member }: { readonly member: MemberView }) {
  const { person, role } = member
  const { number, nameSource, isMe, contactId } = person
  const named = nameSource !== 'number' || isMe
  const name = named || number === undefined ? words.nameOf(person) : formatPhoneNumber(number)
  return (
    <li className={own.member}>
      <ChatPicture of={person} kind="direct" id={contactId} size={40} />
      <span className={own.words}>
        <span className={own.name}>
          <bdi>{name}</bdi>
        </span>
        {named && number !== undefined && !isMe && (
          <span className={own.number}>
            <bdi dir="ltr">{formatPhoneNumber(number)}</bdi>
          </span>
        )}
      </span>
      {role !== 'member' && <span className={own.role}>{words.roles[role]}</span>}
    </li>
  )
}

/** Oneself first, then who has a say. */
function rank({ person, role }: MemberView): number {
  if (person.isMe) return 0
  return role === 'owner' ? 1 : role === 'admin' ? 2 : 3
}

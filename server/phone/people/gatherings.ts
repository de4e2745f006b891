import { isJid, type Jid } from '../../../web/wire/jid.ts'
import { child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { DeviceError } from '../device/deviceError.ts'
import { readGroup } from '../device/lookups.ts'
import type { Book } from './book.ts'
import type { GroupView, MemberChange, PeopleControl } from './control.ts'
import type { GroupState } from './peopleState.ts'
import type { Person } from './person.ts'

/** What people do to groups. */
export type Gatherings = Pick<PeopleControl, 'groups' | 'group' | 'member' | 'leave' | 'subject'>

/** Who names groups `g.us` where no single one is meant. */
const ALL_GROUPS = 'g.us'

export function createGatherings(
  book: Book,
  options: { readonly changed: () => void; readonly save: () => Promise<void> },
): Gatherings {
  const viewOf = ({ id, subject, addressing, members, admins }: GroupState): GroupView => ({
    id,
    subject,
    addressing,
    members: [...members],
    admins: [...admins],
  })

  function ask(person: Person, to: string, content: WireNode): Promise<WireNode> {
    return person
      .device()
      .core.request((id) => node('iq', { id, to, type: 'set', xmlns: 'w:g2' }, [content]))
  }

  async function settle(): Promise<void> {
    await options.save()
    options.changed()
  }

  return {
    groups: () => book.groups.map(viewOf),
    async group({ subject, members, by, addressing = 'lid' }) {
      const people = members.map((name) => book.person(name))
      const maker = by === undefined ? people[0] : book.person(by)
      if (maker === undefined) throw new DeviceError('unknown', 'a group has members')
      const others = people.filter((person) => person !== maker)
      const participants = others.map(({ jid, lid }) =>
        node('participant', addressing === 'lid' ? { jid: lid, phone_number: jid } : { jid }),
      )
      const { core } = maker.device()
      const key = core.nextId()
      const create = node('create', { subject, key }, participants)
      const answer = await ask(maker, ALL_GROUPS, create)
      const made = child(answer, 'group')
      if (made === undefined) throw new DeviceError('refused', 'the service made no group')
      const id = made.attrs['id'] ?? ''
      const state: GroupState = {
        id: isJid(id) ? id : `${id}@g.us`,
        subject,
        addressing: readGroup(core, made).addressing,
        members: [maker, ...others].map((person) => person.id),
        admins: [maker.id],
      }
      book.groups.push(state)
      await settle()
      return viewOf(state)
    },
    async member(who, groupName, change, whom) {
      const person = book.person(who)
      const group = book.group(groupName)
      const people = whom.map((name) => book.person(name))
      const participants = people.map(({ jid, lid }) =>
        node('participant', { jid: group.addressing === 'lid' ? lid : jid }),
      )
      const answer = await ask(person, group.id, node(change, {}, participants))
      const refused = children(child(answer, change) ?? answer).find(({ attrs }) => attrs['error'])
      if (refused) throw new DeviceError('refused', `refused: ${refused.attrs['error'] ?? ''}`)
      for (const { id } of people) applyChange(group, change, id)
      await settle()
    },
    async leave(who, groupName) {
      const person = book.person(who)
      const group = book.group(groupName)
      await ask(person, ALL_GROUPS, node('leave', {}, [node('group', { id: group.id })]))
      applyChange(group, 'remove', person.id)
      for (const { core } of person.devices) core.groups.delete(group.id as Jid)
      await settle()
    },
    async subject(who, groupName, subject) {
      const group = book.group(groupName)
      await ask(book.person(who), group.id, node('subject', {}, subject))
      group.subject = subject
      await settle()
    },
  }
}

function applyChange({ members, admins }: GroupState, change: MemberChange, id: string): void {
  const take = (list: string[]): void => {
    const at = list.indexOf(id)
    if (at >= 0) list.splice(at, 1)
  }
  if (change === 'add' && !members.includes(id)) members.push(id)
  if (change === 'promote' && !admins.includes(id)) admins.push(id)
  if (change === 'remove') take(members)
  if (change === 'remove' || change === 'demote') take(admins)
}

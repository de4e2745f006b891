import { bareJid, isJid, jidParts, makeJid, type Jid } from '../../../web/wire/jid.ts'
import { DeviceError } from '../device/deviceError.ts'
import type { GroupState } from './peopleState.ts'
import type { Person } from './person.ts'

/** Finds people and chats by whatever they are called. */
export interface Book {
  readonly people: Person[]
  readonly groups: GroupState[]
  /** By id, name, number or address. @throws DeviceError 'unknown' */
  person(name: string): Person
  findPerson(name: string): Person | undefined
  /** A chat's address: of a person by number, or of a group. @throws DeviceError 'unknown' */
  chat(name: string): Jid
  group(name: string): GroupState
  /** Id of the person or group behind an address; the address when there is none. */
  nameOf(address: string): string
}

export function createBook(groups: GroupState[]): Book {
  const people: Person[] = []

  function findPerson(name: string): Person | undefined {
    const bare = isJid(name) ? bareJid(name) : undefined
    return people.find(
      (person) =>
        person.id === name ||
        person.account.number === name ||
        (bare !== undefined && (person.jid === bare || person.lid === bare)) ||
        person.facts().name === name,
    )
  }

  function findGroup(name: string): GroupState | undefined {
    return groups.find(({ id, subject }) => id === name || subject === name)
  }

  return {
    people,
    groups,
    findPerson,
    person(name) {
      const found = findPerson(name)
      if (found === undefined) throw new DeviceError('unknown', `nobody is called ${name}`)
      return found
    },
    group(name) {
      const found = findGroup(name)
      if (found === undefined) throw new DeviceError('unknown', `no group is called ${name}`)
      return found
    },
    chat(name) {
      const group = findGroup(name)
      if (group !== undefined) return group.id as Jid
      const person = findPerson(name)
      if (person !== undefined) return person.jid
      if (isJid(name) && jidParts(name).user !== '') return bareJid(name)
      if (/^\d{5,15}$/.test(name)) return makeJid(name, 's.whatsapp.net')
      throw new DeviceError('unknown', `no chat is called ${name}`)
    },
    nameOf(address) {
      return findGroup(address)?.id ?? findPerson(address)?.id ?? address
    },
  }
}

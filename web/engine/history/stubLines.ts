import type { SystemRow } from '../../storage/talkRows.ts'
import {
  type WebMessageInfo,
  WebMessageInfo_StubType as Stub,
} from '../../wire/proto/gen/history_pb.ts'

type PeopleEvent = 'added' | 'removed' | 'promoted' | 'demoted' | 'joined' | 'left'

const peopleEvents: ReadonlyMap<number, PeopleEvent> = new Map<number, PeopleEvent>([
  [Stub.GROUP_PARTICIPANT_ADD, 'added'],
  [Stub.GROUP_PARTICIPANT_REMOVE, 'removed'],
  [Stub.GROUP_PARTICIPANT_PROMOTE, 'promoted'],
  [Stub.GROUP_PARTICIPANT_DEMOTE, 'demoted'],
  [Stub.GROUP_PARTICIPANT_INVITE, 'joined'],
  [Stub.GROUP_PARTICIPANT_LEAVE, 'left'],
])

const missedCalls: ReadonlyMap<number, { video: boolean; group: boolean }> = new Map([
  [Stub.CALL_MISSED_VOICE, { video: false, group: false }],
  [Stub.CALL_MISSED_VIDEO, { video: true, group: false }],
  [Stub.CALL_MISSED_GROUP_VOICE, { video: false, group: true }],
  [Stub.CALL_MISSED_GROUP_VIDEO, { video: true, group: true }],
])

/** Events that every conversation of the phone begins with, or that say nothing to a person. */
const unsaid: readonly number[] = [
  Stub.UNKNOWN,
  Stub.CIPHERTEXT,
  Stub.FUTUREPROOF,
  Stub.E2E_ENCRYPTED,
]

/**
 * The line that stands for an event of the phone's past; undefined for what needs none. `personOf`: the
 * contact of an address, if it is one.
 */
export async function stubLine(
  personOf: (address: string) => Promise<number | undefined>,
  info: WebMessageInfo,
): Promise<SystemRow | undefined> {
  const { messageStubType: stub, messageStubParameters: told } = info
  const author = info.participant || info.key?.participant || ''
  const by = await personOf(author)
  const who = by === undefined ? {} : { by }
  const event = peopleEvents.get(stub)
  if (event !== undefined) {
    const people: number[] = []
    for (const text of told.flatMap(jidsIn)) {
      const person = await personOf(text)
      if (person !== undefined) people.push(person)
    }
    return { what: event, ...who, people }
  }
  const call = missedCalls.get(stub)
  if (call !== undefined) return { what: 'missed-call', ...call }
  if (unsaid.includes(stub)) return undefined
  switch (stub) {
    case Stub.GROUP_CREATE:
      return { what: 'group-created', ...who, subject: told[0] ?? '' }
    case Stub.GROUP_CHANGE_SUBJECT:
      return { what: 'subject', ...who, subject: told[0] ?? '' }
    case Stub.GROUP_CHANGE_ICON:
      return { what: 'icon', ...who }
    case Stub.GROUP_CHANGE_INVITE_LINK:
      return { what: 'invite-link', ...who }
    case Stub.GROUP_CHANGE_DESCRIPTION:
      return { what: 'description', ...who, removed: (told[0] ?? '') === '' }
    case Stub.GROUP_CHANGE_RESTRICT:
      return { what: 'locked', ...who, on: told[0] === 'on' }
    case Stub.GROUP_CHANGE_ANNOUNCE:
      return { what: 'announcement', ...who, on: told[0] === 'on' }
    case Stub.GROUP_PARTICIPANT_CHANGE_NUMBER:
    case Stub.INDIVIDUAL_CHANGE_NUMBER:
      return by === undefined ? { what: 'other' } : { what: 'number-changed', person: by }
    case Stub.E2E_IDENTITY_CHANGED: {
      const [changed = author] = told
      const person = await personOf(changed)
      return person === undefined ? { what: 'other' } : { what: 'identity-changed', person }
    }
    case Stub.CHANGE_EPHEMERAL_SETTING:
      return { what: 'disappearing', ...who, seconds: Number(told[0] ?? 0) || 0 }
    default:
      return { what: 'other' }
  }
}

/** An address as a text, or JSON that has it as `id` or `jid` (newer phones). */
function jidsIn(text: string): readonly string[] {
  if (!text.startsWith('{')) return [text]
  try {
    const { id, jid } = JSON.parse(text) as { readonly id?: unknown; readonly jid?: unknown }
    return [jid, id].flatMap((value) => (typeof value === 'string' ? [value] : [])).slice(0, 1)
  } catch {
    // Neither an address nor JSON: nobody is named.
    return []
  }
}

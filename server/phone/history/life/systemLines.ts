import { WebMessageInfo_StubType as Stub } from '../../../../web/wire/proto/gen/history_pb.ts'
import { type Chance, pick } from '../../people/chance.ts'

/** A line of the system: its kind and its parameters. */
export interface SystemLine {
  readonly messageStubType: number
  readonly messageStubParameters?: readonly string[]
}

/** Lines that say nothing to a person: a companion keeps none of them. */
export const UNSAID: readonly number[] = [
  Stub.UNKNOWN,
  Stub.CIPHERTEXT,
  Stub.FUTUREPROOF,
  Stub.E2E_ENCRYPTED,
]

/** Lines of chats with one person. */
const DIRECT: readonly number[] = [
  Stub.GENERIC_NOTIFICATION,
  Stub.E2E_IDENTITY_CHANGED,
  Stub.CALL_MISSED_VOICE,
  Stub.CALL_MISSED_VIDEO,
  Stub.INDIVIDUAL_CHANGE_NUMBER,
  Stub.OVERSIZED,
  Stub.CHANGE_EPHEMERAL_SETTING,
  Stub.E2E_DEVICE_CHANGED,
  Stub.VIEWED_ONCE,
  Stub.E2E_ENCRYPTED_NOW,
  Stub.E2E_IDENTITY_UNAVAILABLE,
  Stub.BLOCK_CONTACT,
  Stub.EPHEMERAL_SETTING_NOT_APPLIED,
  Stub.BIZ_PRIVACY_MODE_TO_BSP,
  Stub.DISAPPEARING_MODE,
  Stub.E2E_DEVICE_FETCH_FAILED,
  Stub.MASKED_THREAD_CREATED,
  Stub.MASKED_THREAD_UNMASKED,
  Stub.BIZ_CHAT_ASSIGNMENT,
  Stub.CHAT_PSA,
]

/** Every kind that is neither said in direct chats alone, nor unsaid, nor a message taken back. */
const GROUP: readonly number[] = Object.values(Stub).filter(
  (stub) =>
    !UNSAID.includes(stub) &&
    stub !== Stub.REVOKE &&
    (!DIRECT.includes(stub) || stub === Stub.CHANGE_EPHEMERAL_SETTING),
)

/** A kind that no build knows yet. */
const OF_TOMORROW = 999
const SWITCHES: readonly number[] = [
  Stub.GROUP_CHANGE_RESTRICT,
  Stub.GROUP_CHANGE_ANNOUNCE,
  Stub.GROUP_MEMBERSHIP_JOIN_APPROVAL_MODE,
]
const NAMES_PEOPLE: readonly number[] = [
  Stub.GROUP_PARTICIPANT_ADD,
  Stub.GROUP_PARTICIPANT_REMOVE,
  Stub.GROUP_PARTICIPANT_PROMOTE,
  Stub.GROUP_PARTICIPANT_DEMOTE,
  Stub.GROUP_PARTICIPANT_INVITE,
  Stub.GROUP_PARTICIPANT_LEAVE,
  Stub.GROUP_PARTICIPANT_ADD_REQUEST_JOIN,
  Stub.E2E_IDENTITY_CHANGED,
  Stub.INDIVIDUAL_CHANGE_NUMBER,
]

/** Any line that such a chat can have. `people`: addresses of who is in it. */
export function someLine(chance: Chance, isGroup: boolean, people: readonly string[]): SystemLine {
  if (chance() < 0.02) return { messageStubType: OF_TOMORROW, messageStubParameters: ['?'] }
  const stub = pick(chance, isGroup ? GROUP : DIRECT)
  const told = parameters(chance, stub, people)
  return { messageStubType: stub, ...(told.length === 0 ? {} : { messageStubParameters: told }) }
}

function parameters(chance: Chance, stub: number, people: readonly string[]): string[] {
  if (SWITCHES.includes(stub)) return [chance() < 0.5 ? 'on' : 'off']
  if (NAMES_PEOPLE.includes(stub)) {
    const who = pick(chance, people)
    // Newer phones tell people as JSON.
    return chance() < 0.3 ? [JSON.stringify({ id: who, phoneNumber: who })] : [who]
  }
  switch (stub) {
    case Stub.GROUP_CREATE:
    case Stub.GROUP_CHANGE_SUBJECT:
      return [`Subject ${Math.floor(chance() * 1000)}`]
    case Stub.GROUP_CHANGE_DESCRIPTION:
      return chance() < 0.5 ? ['What this is about'] : []
    case Stub.CHANGE_EPHEMERAL_SETTING:
      return [pick(chance, ['0', '86400', '604800', '7776000'])]
    default:
      return []
  }
}

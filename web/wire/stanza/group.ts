import { child, children, type WireNode } from '../node/node.ts'
import { isJid, jidParts, makeJid, parseJid, type Jid } from '../jid.ts'
import { isGroup, isLid } from '../account.ts'
import { contentText } from './content.ts'
import {
  optionalCount,
  optionalJid,
  optionalText,
  present,
  requiredChild,
  requiredJid,
  requiredText,
} from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** Somebody in a group. */
export interface GroupMember {
  /** Under the kind of address that the group uses. */
  readonly jid: Jid
  readonly lid?: Jid
  readonly pn?: Jid
  readonly rank: 'member' | 'admin' | 'superadmin'
  /** A name that shows instead of an address. */
  readonly displayName?: string
}

/** A group as the service describes it. */
export interface GroupInfo {
  readonly jid: Jid
  readonly subject: string
  /** When the subject was set and by whom. */
  readonly subjectSec?: number
  readonly subjectBy?: Jid
  readonly createdSec?: number
  readonly creator?: Jid
  readonly creatorPn?: Jid
  readonly addressing: 'pn' | 'lid'
  readonly members: readonly GroupMember[]
  /** How many there are, where they are not listed. */
  readonly size?: number
  readonly description?: GroupDescription
  /** Only admins write. */
  readonly announcement: boolean
  /** Only admins change name, picture and description. */
  readonly locked: boolean
  /** Seconds of the disappearing timer; 0 for none. */
  readonly expirationSec: number
  /** Only admins add people. */
  readonly adminsAdd: boolean
  readonly joinApproval: boolean
  /** The community that it belongs to. */
  readonly parent?: Jid
  /** Whether it is a community itself, or the announcements of one. */
  readonly isParent: boolean
  readonly isDefaultSubgroup: boolean
  readonly suspended: boolean
}

/** What a group says of itself. */
export interface GroupDescription {
  readonly id: string
  readonly text: string
  readonly timeSec?: number
  readonly by?: Jid
}

/**
 * The group in an answer: `<group>`. Throws StanzaError 'missing-child' and whatever `readGroup`
 * throws.
 */
export function parseGroup(answer: WireNode): GroupInfo {
  return readGroup(requiredChild(answer, 'group'))
}

/** All groups in an answer; one that is malformed is left out and counted. */
export function parseGroups(answer: WireNode): {
  readonly groups: readonly GroupInfo[]
  readonly malformed: number
} {
  const groups: GroupInfo[] = []
  let malformed = 0
  for (const group of children(requiredChild(answer, 'groups'))) {
    try {
      if (group.tag === 'group') groups.push(readGroup(group))
    } catch (cause) {
      if (!(cause instanceof StanzaError)) throw cause
      malformed++
    }
  }
  return { groups, malformed }
}

/**
 * Reads `<group>` (chapter 06 section 1).
 *
 * @throws StanzaError 'missing-attribute' (id), 'bad-address', 'bad-number', 'bad-word'
 */
export function readGroup(group: WireNode): GroupInfo {
  const members = children(group)
    .filter(({ tag }) => tag === 'participant')
    .map(readMember)
  const description = child(group, 'description')
  const ephemeral = child(group, 'ephemeral')
  const parent = child(group, 'linked_parent')
  const adding = child(group, 'member_add_mode')
  return {
    jid: groupJid(requiredText(group, 'id')),
    subject: optionalText(group, 'subject') ?? '',
    addressing: addressingOf(group, members),
    members,
    announcement: child(group, 'announcement') !== undefined,
    locked: child(group, 'locked') !== undefined,
    expirationSec: (ephemeral && optionalCount(ephemeral, 'expiration')) ?? 0,
    adminsAdd: adding !== undefined && contentText(adding) === 'admin_add',
    joinApproval: isOn(child(group, 'membership_approval_mode')),
    isParent: child(group, 'parent') !== undefined,
    isDefaultSubgroup: child(group, 'default_sub_group') !== undefined,
    suspended: child(group, 'suspended') !== undefined,
    ...present('subjectSec', optionalCount(group, 's_t')),
    ...present('subjectBy', optionalJid(group, 's_o')),
    ...present('createdSec', optionalCount(group, 'creation')),
    ...present('creator', optionalJid(group, 'creator')),
    ...present('creatorPn', optionalJid(group, 'creator_pn')),
    ...present('size', optionalCount(group, 'size')),
    ...present('description', description && readDescription(description)),
    ...present('parent', parent && optionalJid(parent, 'jid')),
  }
}

/** The id of a group, which may come without `@g.us`. Throws StanzaError 'bad-address'. */
export function groupJid(id: string): Jid {
  try {
    const jid = id.includes('@') ? parseJid(id) : makeJid(id, 'g.us')
    if (isGroup(jid) && jidParts(jid).user !== '') return jid
  } catch {
    // Whatever else it may be, it is no group.
  }
  throw new StanzaError('bad-address', 'group@id')
}

/** Reads `<participant>`. Throws StanzaError 'missing-attribute', 'bad-address'. */
export function readMember(participant: WireNode): GroupMember {
  const type = participant.attrs['type']
  return {
    jid: requiredJid(participant, 'jid'),
    rank: type === 'admin' || type === 'superadmin' ? type : 'member',
    ...present('lid', optionalJid(participant, 'lid')),
    ...present('pn', optionalJid(participant, 'phone_number')),
    ...present('displayName', optionalText(participant, 'display_name')),
  }
}

function readDescription(description: WireNode): GroupDescription | undefined {
  const body = child(description, 'body')
  const by = description.attrs['participant'] ?? ''
  if (body === undefined) return undefined
  return {
    id: optionalText(description, 'id') ?? '',
    text: contentText(body),
    ...present('timeSec', optionalCount(description, 't')),
    ...(isJid(by) ? { by } : {}),
  }
}

function addressingOf(group: WireNode, members: readonly GroupMember[]): 'pn' | 'lid' {
  const mode = group.attrs['addressing_mode']
  if (mode === 'pn' || mode === 'lid') return mode
  const [first] = members
  return first !== undefined && isLid(first.jid) ? 'lid' : 'pn'
}

function isOn(mode: WireNode | undefined): boolean {
  const join = mode && child(mode, 'group_join')
  return join?.attrs['state'] === 'on'
}

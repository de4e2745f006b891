import { node, type WireNode } from '../node/node.ts'
import { parseJid, type Jid } from '../jid.ts'
import { iqRequest } from './iq.ts'

// What can be asked of groups (chapter 06 section 1, its table). Each is a request of its own.

const XMLNS = 'w:g2'

/** Where requests about no group in particular go. */
const GROUPS = parseJid('g.us')

function get(id: string, to: Jid, content: readonly WireNode[]): WireNode {
  return iqRequest(id, 'get', XMLNS, content, { to })
}

function set(id: string, to: Jid, content: readonly WireNode[]): WireNode {
  return iqRequest(id, 'set', XMLNS, content, { to })
}

/** Somebody to be put into a group, or out of it. */
export interface GroupPerson {
  readonly jid: Jid
  /** The phone number behind a LID. */
  readonly pn?: Jid
  /** The token that they gave us; lets the service add them at once. */
  readonly token?: Uint8Array
}

function personNode({ jid, pn, token }: GroupPerson): WireNode {
  const attrs = { jid, ...(pn === undefined ? {} : { phone_number: pn }) }
  if (token === undefined) return node('participant', attrs)
  return node('participant', attrs, [node('privacy', {}, token)])
}

/** All groups that one is in; answered with `<groups>`. */
export function allGroupsRequest(id: string): WireNode {
  const wanted = [node('participants'), node('description')]
  return get(id, GROUPS, [node('participating', {}, wanted)])
}

/** One group; answered with `<group>`. */
export function groupRequest(id: string, group: Jid): WireNode {
  return get(id, group, [node('query', { request: 'interactive' })])
}

/** What a new group is like. */
export interface NewGroup {
  readonly subject: string
  readonly people: readonly GroupPerson[]
  readonly expirationSec?: number
  readonly announcement?: boolean
  readonly locked?: boolean
}

/** Makes a group; answered with `<group>`. */
export function createGroupRequest(id: string, group: NewGroup): WireNode {
  const { subject, people, expirationSec, announcement = false, locked = false } = group
  return set(id, GROUPS, [
    node('create', { subject }, [
      ...people.map(personNode),
      node('member_add_mode', {}, 'all_member_add'),
      ...(expirationSec === undefined
        ? []
        : [node('ephemeral', { expiration: String(expirationSec) })]),
      ...(announcement ? [node('announcement')] : []),
      ...(locked ? [node('locked')] : []),
    ]),
  ])
}

/** Gives it another name. */
export function subjectRequest(id: string, group: Jid, subject: string): WireNode {
  return set(id, group, [node('subject', {}, subject)])
}

/** Of a description: the one that it takes the place of, without which the service refuses it. */
export interface DescriptionChange {
  /** Of the new one. */
  readonly id: string
  readonly previous?: string
  /** Absent: it is deleted. */
  readonly text?: string
}

/** Gives it another description. */
export function descriptionRequest(id: string, group: Jid, change: DescriptionChange): WireNode {
  const { previous, text } = change
  const attrs = { id: change.id, ...(previous === undefined ? {} : { prev: previous }) }
  return set(id, group, [
    text === undefined
      ? node('description', { ...attrs, delete: 'true' })
      : node('description', attrs, [node('body', {}, text)]),
  ])
}

/** Puts people in or out, or makes them admins or not. */
export function membersRequest(
  id: string,
  group: Jid,
  action: 'add' | 'remove' | 'promote' | 'demote',
  people: readonly GroupPerson[],
): WireNode {
  return set(id, group, [node(action, {}, people.map(personNode))])
}

/** Goes out of it. */
export function leaveGroupRequest(id: string, group: Jid): WireNode {
  return set(id, GROUPS, [node('leave', {}, [node('group', { id: group })])])
}

/** The code of its invite link; `renew` makes the old one worthless. Answered with `<invite>`. */
export function inviteCodeRequest(id: string, group: Jid, renew: boolean): WireNode {
  return (renew ? set : get)(id, group, [node('invite')])
}

/** Looks at the group behind a code, or joins it. */
export function inviteRequest(id: string, code: string, action: 'look' | 'join'): WireNode {
  return (action === 'join' ? set : get)(id, GROUPS, [node('invite', { code })])
}

/** Takes an invitation that came as a message. */
export function acceptInviteRequest(
  id: string,
  group: Jid,
  invitation: { readonly code: string; readonly expirationSec: number; readonly admin: Jid },
): WireNode {
  const { code, expirationSec, admin } = invitation
  return set(id, group, [node('accept', { code, expiration: String(expirationSec), admin })])
}

/** Something about a group that is on or off. */
export type GroupSwitch =
  | { readonly setting: 'announcement'; readonly on: boolean }
  | { readonly setting: 'locked'; readonly on: boolean }
  | { readonly setting: 'adminsAdd'; readonly on: boolean }
  | { readonly setting: 'joinApproval'; readonly on: boolean }

/** Sets one of its switches. */
export function groupSwitchRequest(id: string, group: Jid, { setting, on }: GroupSwitch): WireNode {
  switch (setting) {
    case 'announcement':
      return set(id, group, [node(on ? 'announcement' : 'not_announcement')])
    case 'locked':
      return set(id, group, [node(on ? 'locked' : 'unlocked')])
    case 'adminsAdd':
      return set(id, group, [node('member_add_mode', {}, on ? 'admin_add' : 'all_member_add')])
    case 'joinApproval': {
      const join = node('group_join', { state: on ? 'on' : 'off' })
      return set(id, group, [node('membership_approval_mode', {}, [join])])
    }
  }
}

/** Sets its disappearing timer in seconds; 0 switches it off. */
export function groupTimerRequest(id: string, group: Jid, expirationSec: number): WireNode {
  return set(id, group, [
    expirationSec === 0
      ? node('not_ephemeral')
      : node('ephemeral', { expiration: String(expirationSec) }),
  ])
}

/** Who asks to join; answered with `<membership_approval_requests>`. */
export function joinRequestsRequest(id: string, group: Jid): WireNode {
  return get(id, group, [node('membership_approval_requests')])
}

/** Lets people in who asked to join, or not. */
export function answerJoinRequest(
  id: string,
  group: Jid,
  action: 'approve' | 'reject',
  people: readonly Jid[],
): WireNode {
  const participants = people.map((jid) => node('participant', { jid }))
  return set(id, group, [node('membership_requests_action', {}, [node(action, {}, participants)])])
}

import { child, children, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import {
  optionalCount,
  optionalText,
  present,
  requiredChild,
  requiredJid,
  requiredText,
} from './reading.ts'
import { readGroup, type GroupInfo } from './group.ts'

/** How it went for one of the people whom a request was about. */
export interface MemberOutcome {
  readonly jid: Jid
  /** 0 when it went well; 403: they are to be invited instead; shown as it is otherwise. */
  readonly error: number
  /** With 403: what an invitation to them carries. */
  readonly invitation?: { readonly code: string; readonly expirationSec?: number }
}

/**
 * Reads the answer to `membersRequest`: one line per person.
 *
 * @throws StanzaError 'missing-child', 'missing-attribute', 'bad-address', 'bad-number'
 */
export function parseMembersAnswer(
  answer: WireNode,
  action: 'add' | 'remove' | 'promote' | 'demote',
): readonly MemberOutcome[] {
  return children(requiredChild(answer, action))
    .filter(({ tag }) => tag === 'participant')
    .map((participant) => {
      const invite = child(participant, 'add_request')
      return {
        jid: requiredJid(participant, 'jid'),
        error: optionalCount(participant, 'error') ?? 0,
        ...present('invitation', invite && invitationIn(invite)),
      }
    })
}

function invitationIn(invite: WireNode): NonNullable<MemberOutcome['invitation']> {
  return {
    code: requiredText(invite, 'code'),
    ...present('expirationSec', optionalCount(invite, 'expiration')),
  }
}

/** The code in the answer to `inviteCodeRequest`. Throws StanzaError 'missing-child'. */
export function parseInviteCode(answer: WireNode): string {
  return requiredText(requiredChild(answer, 'invite'), 'code')
}

/** What lies behind an invite code: the group, or the wait until an admin agrees. */
export type InviteAnswer =
  | { readonly kind: 'group'; readonly group: GroupInfo }
  | { readonly kind: 'asked'; readonly group?: Jid }

/** Reads the answer to `inviteRequest`. Throws StanzaError as `readGroup` does. */
export function parseInviteAnswer(answer: WireNode): InviteAnswer {
  const asked = child(answer, 'membership_approval_request')
  if (asked === undefined)
    return { kind: 'group', group: readGroup(requiredChild(answer, 'group')) }
  const group = optionalText(asked, 'jid')
  return group === undefined
    ? { kind: 'asked' }
    : { kind: 'asked', group: requiredJid(asked, 'jid') }
}

/** Somebody who asks to join. */
export interface JoinRequest {
  readonly jid: Jid
  readonly timeSec?: number
}

/** Reads the answer to `joinRequestsRequest`. Throws StanzaError 'missing-child', 'bad-address'. */
export function parseJoinRequests(answer: WireNode): readonly JoinRequest[] {
  return children(requiredChild(answer, 'membership_approval_requests'))
    .filter(({ tag }) => tag === 'membership_approval_request')
    .map((request) => ({
      jid: requiredJid(request, 'jid'),
      ...present('timeSec', optionalCount(request, 'request_time')),
    }))
}

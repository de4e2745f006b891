import { child, children, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { contentText } from './content.ts'
import { readGroup, readMember, type GroupInfo, type GroupMember } from './group.ts'
import {
  optionalCount,
  optionalJid,
  optionalText,
  present,
  requiredChild,
  requiredJid,
  requiredText,
  requireTag,
} from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** One thing that happened to a group. */
export type GroupChange =
  /** One is in it now; `reason` says whether by an invitation. */
  | { readonly kind: 'create'; readonly group: GroupInfo; readonly reason?: string }
  | {
      readonly kind: 'add' | 'remove' | 'promote' | 'demote' | 'leave' | 'modify'
      readonly members: readonly GroupMember[]
      readonly reason?: string
    }
  | { readonly kind: 'subject'; readonly subject: string; readonly timeSec?: number }
  /** Without a text: it was deleted. */
  | { readonly kind: 'description'; readonly id: string; readonly text?: string }
  | { readonly kind: 'announcement' | 'locked'; readonly on: boolean }
  /** 0 seconds: the timer is off. */
  | { readonly kind: 'timer'; readonly expirationSec: number }
  | { readonly kind: 'invite'; readonly code: string }
  | { readonly kind: 'adminsAdd' | 'joinApproval' | 'suspended'; readonly on: boolean }
  | { readonly kind: 'join-requests'; readonly people: readonly Jid[]; readonly gone: boolean }
  | { readonly kind: 'delete'; readonly reason?: string }
  /** Named by the reference, without effect here, or unknown. */
  | { readonly kind: 'other'; readonly tag: string }
  /** This one broke a rule; the others count all the same. */
  | { readonly kind: 'malformed'; readonly tag: string; readonly rule: string }

/** What happened to a group, perhaps several things at once. */
export interface GroupNotification {
  readonly group: Jid
  /** Who did it. */
  readonly author?: Jid
  readonly authorPn?: Jid
  readonly authorLid?: Jid
  readonly authorName?: string
  readonly timeSec?: number
  readonly addressing?: 'pn' | 'lid'
  readonly changes: readonly GroupChange[]
}

/**
 * Reads `<notification type="w:gp2">` (chapter 06 section 1).
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute' (from), 'bad-address', 'bad-number'
 */
export function parseGroupNotification(stanza: WireNode): GroupNotification {
  requireTag(stanza, 'notification')
  const mode = stanza.attrs['addressing_mode']
  return {
    group: requiredJid(stanza, 'from'),
    changes: children(stanza).map(readLeniently),
    ...present('author', optionalJid(stanza, 'participant')),
    ...present('authorPn', optionalJid(stanza, 'participant_pn')),
    ...present('authorLid', optionalJid(stanza, 'participant_lid')),
    ...present('authorName', optionalText(stanza, 'notify')),
    ...present('timeSec', optionalCount(stanza, 't')),
    ...(mode === 'pn' || mode === 'lid' ? { addressing: mode } : {}),
  }
}

function readLeniently(change: WireNode): GroupChange {
  try {
    return readChange(change)
  } catch (cause) {
    if (!(cause instanceof StanzaError)) throw cause
    return { kind: 'malformed', tag: change.tag, rule: cause.message }
  }
}

function readChange(change: WireNode): GroupChange {
  const reason = present('reason', optionalText(change, 'reason'))
  switch (change.tag) {
    case 'create':
      return { kind: 'create', group: readGroup(requiredChild(change, 'group')), ...reason }
    case 'add':
    case 'remove':
    case 'promote':
    case 'demote':
    case 'leave':
    case 'modify':
      return { kind: change.tag, members: participantsOf(change), ...reason }
    case 'subject':
      return {
        kind: 'subject',
        subject: requiredText(change, 'subject'),
        ...present('timeSec', optionalCount(change, 's_t')),
      }
    case 'description':
      return readDescriptionChange(change)
    case 'ephemeral':
      return { kind: 'timer', expirationSec: optionalCount(change, 'expiration') ?? 0 }
    case 'not_ephemeral':
      return { kind: 'timer', expirationSec: 0 }
    case 'invite':
      return { kind: 'invite', code: requiredText(change, 'code') }
    case 'created_membership_requests':
    case 'revoked_membership_requests':
      return {
        kind: 'join-requests',
        people: children(change).map((person) => requiredJid(person, 'jid')),
        gone: change.tag === 'revoked_membership_requests',
      }
    case 'delete':
      return { kind: 'delete', ...reason }
    default:
      return readSwitch(change)
  }
}

function readSwitch(change: WireNode): GroupChange {
  switch (change.tag) {
    case 'announcement':
    case 'not_announcement':
      return { kind: 'announcement', on: change.tag === 'announcement' }
    case 'locked':
    case 'unlocked':
      return { kind: 'locked', on: change.tag === 'locked' }
    case 'suspended':
    case 'unsuspended':
      return { kind: 'suspended', on: change.tag === 'suspended' }
    case 'member_add_mode':
      return { kind: 'adminsAdd', on: contentText(change) === 'admin_add' }
    case 'membership_approval_mode': {
      const join = requiredChild(change, 'group_join')
      return { kind: 'joinApproval', on: join.attrs['state'] === 'on' }
    }
    default:
      return { kind: 'other', tag: change.tag }
  }
}

function participantsOf(change: WireNode): readonly GroupMember[] {
  return children(change)
    .filter(({ tag }) => tag === 'participant')
    .map(readMember)
}

function readDescriptionChange(change: WireNode): GroupChange {
  const id = optionalText(change, 'id') ?? ''
  const body = child(change, 'body')
  if (body === undefined) return { kind: 'description', id }
  return { kind: 'description', id, text: contentText(body) }
}

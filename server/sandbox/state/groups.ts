import type { Jid } from '../../../web/wire/jid.ts'
import type { Picture } from './accounts.ts'

export type GroupRole = 'member' | 'admin' | 'superadmin'

/** Which form of an address a group's stanzas carry. */
export type AddressingMode = 'pn' | 'lid'

/** A group as the service keeps it; it knows who is in it and nothing of what is said. */
export interface Group {
  readonly jid: Jid
  /** Numbers of the members, in the order in which they came. */
  readonly members: Map<string, GroupRole>
  readonly addressing: AddressingMode
  /** Number of the account that made it. */
  readonly creator: string
  /** Unix seconds. */
  readonly createdAt: string
  subject: { readonly text: string; readonly t: string; readonly by: string }
  description:
    | { readonly id: string; readonly text: string; readonly t: string; readonly by: string }
    | undefined
  announcement: boolean
  locked: boolean
  /** Seconds, as text; undefined: off. */
  ephemeral: string | undefined
  memberAddMode: 'admin_add' | 'all_member_add'
  joinApproval: boolean
  /** Numbers that asked to join, and when (Unix seconds). */
  readonly requests: Map<string, string>
  inviteCode: string
  /** Invitations to people that could not be added: code to number and end (Unix seconds). */
  readonly invitations: Map<string, { readonly number: string; readonly untilSec: number }>
  /** Goes up with each change of the members. */
  version: number
  picture: Picture | undefined
}

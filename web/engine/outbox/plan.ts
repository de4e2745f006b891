import type { OutboxRow, SentRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import type { MessageAck } from '../../wire/stanza/messageAck.ts'
import { passingCodes } from '../devices/passing.ts'

/** What was encrypted into a row's stanza. */
export interface SealedPlan {
  /** Over the devices that the message is meant for, this one too. */
  readonly phash: string
  /** Devices of others and of one's own that it is meant for, reached or not. */
  readonly devices: readonly Jid[]
  /** Those of them that can read it. Absent in rows of older programs: all. */
  readonly reached?: readonly Jid[]
  /** Of a group: the key it was written with, and who gets that key in this stanza. */
  readonly groupKey?: { readonly keyId: number; readonly given: readonly Jid[] }
}

/** Somebody's wish for a message that they could not read, as far as it is needed later. */
export interface ResendWish {
  /** As received. */
  readonly from: Jid
  readonly participant?: Jid
  readonly recipient?: Jid
  readonly count: number
  readonly registrationId?: number
  /** They sent keys, and a session was begun with them. */
  readonly hasKeys?: true
}

/** Which message something is about, and how. */
export type About = NonNullable<SentRow['about']>

/** How a row is sent: part of it, in `plan`. */
export type Plan =
  | {
      readonly what: 'message'
      readonly sealed?: SealedPlan
      /** It went out before and is sent once more, for this reason. Never a second time. */
      readonly again?: 'missed-devices' | 'stale-mode'
      /** Devices that got it then. */
      readonly covered?: readonly Jid[]
      /** Of a group: the key that those devices have. */
      readonly coveredKeyId?: number
      /** The addressing that the service wants for the group. */
      readonly mode?: 'pn' | 'lid'
      /** An edit of or a reaction to another message: made from that one's row, gone with it. */
      readonly about?: About
    }
  | {
      readonly what: 'peer'
      readonly priority?: 'high' | 'high_force'
      readonly privacySensitive?: true
    }
  | { readonly what: 'resend'; readonly wish: ResendWish }
  /** Finished from the start, and not answered. */
  | { readonly what: 'receipt' }

export type MessagePlan = Extract<Plan, { what: 'message' }>

/** Where a row stands. What was encrypted is never encrypted again: its bytes are sent again. */
export type OutboxState = 'composed' | 'encrypted'

/** The plan of a row. What stands there is what this room put there. */
export function planOf({ plan }: OutboxRow): Plan {
  return plan as Plan
}

export function stateOf(row: OutboxRow): OutboxState {
  return row.stanza === undefined ? 'composed' : 'encrypted'
}

/** What follows from the service's word about a message. */
export type AckVerdict =
  | { readonly to: 'done' }
  /** The service knows other devices: encrypt for those that were missed, under the same id. */
  | { readonly to: 'composed'; readonly plan: MessagePlan }
  /** Not now: the same bytes again later. */
  | { readonly to: 'encrypted' }
  | {
      readonly to: 'failed'
      readonly code: 'send-limited' | 'send-refused'
      readonly reason: number
    }

/** Strangers must wait. */
const limited: readonly number[] = [463, 475]

const STALE_MODE = 421

/** How often a refusal for now is put up with. */
export const MOST_TRIES = 6

/**
 * The one transition at an ack. `tries`: how often the message was refused for now on this
 * connection.
 */
export function judgeAck(ack: MessageAck, plan: Plan, tries: number): AckVerdict {
  const { error } = ack
  if (plan.what !== 'message') {
    const again = error !== undefined && passingCodes.includes(error) && tries < MOST_TRIES
    return again ? { to: 'encrypted' } : { to: 'done' }
  }
  if (error === undefined) return afterSuccess(ack, plan)
  if (passingCodes.includes(error) && tries < MOST_TRIES) return { to: 'encrypted' }
  if (error === STALE_MODE && plan.again === undefined) {
    const { sealed: _, ...rest } = plan
    const mode = ack.addressing === undefined ? {} : { mode: ack.addressing }
    return { to: 'composed', plan: { ...rest, ...mode, again: 'stale-mode' } }
  }
  const code = limited.includes(error) ? 'send-limited' : 'send-refused'
  return { to: 'failed', code, reason: error }
}

function afterSuccess(ack: MessageAck, plan: MessagePlan): AckVerdict {
  const { sealed, ...rest } = plan
  if (!isMismatch(ack, plan) || sealed === undefined || plan.again !== undefined) {
    return { to: 'done' }
  }
  const covered = sealed.reached ?? sealed.devices
  const { groupKey } = sealed
  const key = groupKey === undefined ? {} : { coveredKeyId: groupKey.keyId }
  return { to: 'composed', plan: { ...rest, covered, ...key, again: 'missed-devices' } }
}

/** Whether the service means other devices than we do. */
export function isMismatch({ phash }: MessageAck, plan: Plan): boolean {
  return plan.what === 'message' && phash !== undefined && plan.sealed !== undefined
    ? plan.sealed.phash !== phash
    : false
}

/** Milliseconds to wait after so many refusals for now: 1 s, then twice as long each time. */
export function waitAfter(tries: number): number {
  return 1000 * 2 ** Math.min(tries, MOST_TRIES)
}

import { equalBytes } from '../../../web/crypto/bytes.ts'
import { bytesOf, child, type WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import { ADVSignedDeviceIdentitySchema } from '../../../web/wire/proto/gen/adv_pb.ts'
import type { Connection } from '../connection/connection.ts'
import type { Companion } from '../state/accounts.ts'
import { encsOf } from './shapes.ts'

/** Something in a message that does not fit to the rest of it. */
export interface Misfit {
  readonly rule: string
  readonly detail: string
}

/** What the parts of a message say about each other (05 sections 1 and 5). */
export function contentMisfits(
  connection: Connection,
  sender: Companion,
  message: WireNode,
): readonly Misfit[] {
  const encs = encsOf(message)
  const found = encMisfits(message, encs)
  const isFirstContact = encs.some((enc) => enc.attrs['type'] === 'pkmsg')
  const identity = child(message, 'device-identity')
  if (sender.device !== 0 && !connection.simulated) {
    found.push(...identityMisfits(sender, isFirstContact, identity))
  }
  if (message.attrs['type'] === 'poll' && child(message, 'meta')?.attrs['polltype'] === undefined) {
    found.push({ rule: 'missing-polltype', detail: 'message/meta' })
  }
  if (child(message, 'tctoken') !== undefined && child(message, 'cstoken') !== undefined) {
    found.push({ rule: 'two-privacy-tokens', detail: 'message' })
  }
  return found
}

/** Encs that carry content; the pairwise ones of a group carry its key and nothing else. */
function contentEncs(encs: readonly WireNode[]): readonly WireNode[] {
  const groupEncs = encs.filter((enc) => enc.attrs['type'] === 'skmsg')
  return groupEncs.length > 0 ? groupEncs : encs
}

function encMisfits(message: WireNode, all: readonly WireNode[]): Misfit[] {
  const { type, edit, category } = message.attrs
  if (category === 'peer') return []
  const encs = contentEncs(all)
  const found: Misfit[] = []
  const hasMediaType = encs.filter((enc) => enc.attrs['mediatype'] !== undefined).length
  if (type === 'media' && hasMediaType < encs.length) {
    found.push({ rule: 'missing-mediatype', detail: 'message/enc' })
  }
  if (type !== 'media' && hasMediaType > 0) {
    found.push({ rule: 'foreign-mediatype', detail: 'message/enc' })
  }
  const hidden = encs.filter((enc) => enc.attrs['decrypt-fail'] === 'hide').length
  if (mustBeHidden(message) && hidden < encs.length) {
    found.push({ rule: 'missing-decrypt-fail', detail: 'message/enc' })
  }
  const isRevoke = (edit === '7' || edit === '8') && type !== 'reaction'
  if (isRevoke && hidden > 0) found.push({ rule: 'hidden-revoke', detail: 'message/enc' })
  return found
}

/** Reactions, poll votes, pins and edits show nothing where they cannot be read. */
function mustBeHidden(message: WireNode): boolean {
  const { type, edit } = message.attrs
  if (type === 'reaction') return edit === undefined
  const meta = child(message, 'meta')?.attrs
  if (meta?.['polltype'] === 'vote' || meta?.['event_type'] === 'response') return true
  return edit === '1' || edit === '2'
}

function identityMisfits(
  sender: Companion,
  isFirstContact: boolean,
  identity: WireNode | undefined,
): readonly Misfit[] {
  const detail = 'message/device-identity'
  if (identity === undefined) {
    return isFirstContact ? [{ rule: 'missing-device-identity', detail }] : []
  }
  if (!isFirstContact) return [{ rule: 'foreign-device-identity', detail }]
  return isOwnIdentity(sender, bytesOf(identity)) ? [] : [{ rule: 'other-device-identity', detail }]
}

/** The identity of the link, with the account's key in it (05 section 5). */
function isOwnIdentity(sender: Companion, sent: Uint8Array): boolean {
  try {
    const own = decodeProto(ADVSignedDeviceIdentitySchema, sender.signedIdentity)
    const shown = decodeProto(ADVSignedDeviceIdentitySchema, sent)
    return (
      equalBytes(own.details, shown.details) &&
      equalBytes(own.accountSignature, shown.accountSignature) &&
      equalBytes(own.deviceSignature, shown.deviceSignature) &&
      shown.accountSignatureKey.length === 32
    )
  } catch {
    return false
  }
}

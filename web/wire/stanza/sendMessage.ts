import { node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'

/**
 * What a stanza says of the content it carries, as `formats/contentKind.ts` finds it (chapter 05
 * section 1).
 */
export interface StanzaKind {
  readonly type: string
  readonly mediaType?: string
  readonly edit?: string
  /** `decrypt-fail="hide"`. */
  readonly hideFailure: boolean
  /** Attributes of the `meta` child. */
  readonly meta?: Readonly<Record<string, string>>
}

/** A message encrypted for one device. */
export interface SealedFor {
  readonly device: Jid
  readonly type: 'pkmsg' | 'msg'
  readonly bytes: Uint8Array
}

/** A message to a person, or to one's own other devices. */
export interface DirectMessage {
  readonly id: string
  /** The account, without a device: the LID when it is known, and then of all `devices` too. */
  readonly to: Jid
  /** The phone number behind a LID. */
  readonly recipientPn?: Jid
  readonly kind: StanzaKind
  /** All devices of both sides but the sending one. */
  readonly devices: readonly SealedFor[]
  /** The own ADVSignedDeviceIdentity; goes along when a first message needs it. */
  readonly deviceIdentity: Uint8Array
  /** A privacy token: `tctoken` as received, or the hash that stands in for one. */
  readonly token?: { readonly kind: 'tctoken' | 'cstoken'; readonly bytes: Uint8Array }
}

/** `<message>` with one `enc` per device (chapter 05 section 5). */
export function directMessage(message: DirectMessage): WireNode {
  const { id, to, kind, devices, token } = message
  const attrs = {
    ...headOf(id, to, kind),
    ...(message.recipientPn === undefined ? {} : { peer_recipient_pn: message.recipientPn }),
  }
  return node('message', attrs, [
    participants(devices, kind),
    ...identityFor(devices, message.deviceIdentity),
    ...metaOf(kind),
    ...(token === undefined ? [] : [node(token.kind, {}, token.bytes)]),
  ])
}

/** A message to a group, or a status post. */
export interface GroupMessage {
  readonly id: string
  readonly to: Jid
  readonly kind: StanzaKind
  readonly addressing: 'pn' | 'lid'
  /** Over all devices of all members, the sending one too (`formats/phash.ts`). */
  readonly phash: string
  /** Seconds of the group's disappearing timer. */
  readonly expirationSec?: number
  /** The group key, sealed for the devices that do not have it yet. */
  readonly senderKeys: readonly SealedFor[]
  /** The SenderKeyMessage. */
  readonly bytes: Uint8Array
  readonly deviceIdentity: Uint8Array
}

/** `<message>` with one `enc` for all, and the group key for those who lack it. */
export function groupMessage(message: GroupMessage): WireNode {
  const { id, to, kind, senderKeys, expirationSec } = message
  const attrs = {
    ...headOf(id, to, kind),
    phash: message.phash,
    addressing_mode: message.addressing,
    ...(expirationSec === undefined ? {} : { expiration: String(expirationSec) }),
  }
  return node('message', attrs, [
    ...(senderKeys.length === 0 ? [] : [participants(senderKeys)]),
    node('enc', encAttrs('skmsg', kind), message.bytes),
    ...identityFor(senderKeys, message.deviceIdentity),
    ...metaOf(kind),
  ])
}

/** A message to one's own phone, about the account itself. */
export interface PeerMessage {
  readonly id: string
  /** The own account, without a device. */
  readonly to: Jid
  /** For device 0. */
  readonly sealed: Omit<SealedFor, 'device'>
  readonly deviceIdentity: Uint8Array
  /** `high` asks for keys, `high_force` for history or a message that could not be read. */
  readonly pushPriority?: 'high' | 'high_force'
  /** Goes with a request for history. */
  readonly privacySensitive?: boolean
}

/** `<message category="peer">` (chapter 05 section 5). */
export function peerMessage(message: PeerMessage): WireNode {
  const { id, to, sealed, pushPriority, privacySensitive = false } = message
  const attrs = {
    id,
    to,
    type: 'text',
    category: 'peer',
    ...(pushPriority === undefined ? {} : { push_priority: pushPriority }),
    ...(privacySensitive ? { privacy_sensitive: '1' } : {}),
  }
  return node('message', attrs, [
    node('meta', { appdata: 'default' }),
    node('enc', { v: '2', type: sealed.type }, sealed.bytes),
    ...identityFor([sealed], message.deviceIdentity),
  ])
}

function headOf(id: string, to: Jid, kind: StanzaKind): Record<string, string> {
  return { id, to, type: kind.type, ...(kind.edit === undefined ? {} : { edit: kind.edit }) }
}

/** Attributes of an `enc`. A group key says nothing of the content, and has no `kind`. */
export function encAttrs(type: string, kind?: StanzaKind): Record<string, string> {
  return {
    v: '2',
    type,
    ...(kind?.mediaType === undefined ? {} : { mediatype: kind.mediaType }),
    ...(kind?.hideFailure ? { 'decrypt-fail': 'hide' } : {}),
  }
}

function participants(devices: readonly SealedFor[], kind?: StanzaKind): WireNode {
  return node(
    'participants',
    {},
    devices.map(({ device, type, bytes }) =>
      node('to', { jid: device }, [node('enc', encAttrs(type, kind), bytes)]),
    ),
  )
}

/** Only a first message needs to prove whose device this is. */
export function identityFor(
  sealed: readonly Pick<SealedFor, 'type'>[],
  deviceIdentity: Uint8Array,
): WireNode[] {
  const first = sealed.some(({ type }) => type === 'pkmsg')
  return first ? [node('device-identity', {}, deviceIdentity)] : []
}

/** The `meta` child, when the content has one. */
export function metaOf(kind: StanzaKind): WireNode[] {
  return kind.meta === undefined ? [] : [node('meta', kind.meta)]
}

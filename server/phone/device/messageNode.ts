import type { Jid } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import type { StanzaKind } from './messageKind.ts'

/** One ciphertext. */
export interface Sealed {
  readonly type: 'pkmsg' | 'msg' | 'skmsg'
  readonly bytes: Uint8Array
}

/** A ciphertext for one device. */
export interface SealedFor extends Sealed {
  readonly jid: Jid
}

/** What a message stanza is made of. */
export interface MessageParts {
  readonly id: string
  readonly to: Jid
  readonly kind: StanzaKind
  readonly sealed: readonly SealedFor[]
  /** The encoded identity of a companion; device 0 has none. */
  readonly identity: Uint8Array | undefined
}

/** A direct message with its participants (05 section 5). */
export function directMessage(parts: MessageParts, peerNumber: Jid | undefined): WireNode {
  return message(parts, peerNumber === undefined ? {} : { peer_recipient_pn: peerNumber }, [
    participants(parts),
  ])
}

/** A group message: keys for those who lack them, then the one ciphertext for everybody. */
export function groupMessage(
  parts: MessageParts,
  group: {
    readonly sealed: Sealed
    readonly phash: string
    readonly addressing: 'lid' | 'pn' | undefined
  },
): WireNode {
  const attrs = {
    phash: group.phash,
    ...(group.addressing === undefined ? {} : { addressing_mode: group.addressing }),
  }
  return message(parts, attrs, [
    ...(parts.sealed.length === 0 ? [] : [participants({ ...parts, kind: { type: 'text' } })]),
    enc(group.sealed, parts.kind),
  ])
}

/** Between the phone and one of its companions (05 section 5, "peer message"). */
export function peerMessage(id: string, to: Jid, sealed: Sealed, identity?: Uint8Array): WireNode {
  return node('message', { id, to, type: 'text', category: 'peer' }, [
    node('meta', { appdata: 'default' }),
    enc(sealed, { type: 'text' }),
    ...identityOf(identity, [sealed]),
  ])
}

/** A message sent again to the one device that asked (05 section 7). */
export function resentMessage(
  parts: Omit<MessageParts, 'sealed'>,
  again: {
    readonly sealed: Sealed
    readonly count: number
    readonly attrs: Readonly<Record<string, string>>
  },
): WireNode {
  const { id, to, kind } = parts
  const attrs = { id, to, type: kind.type, ...editOf(kind), ...again.attrs }
  const ciphertext = enc(again.sealed, kind, { count: String(again.count) })
  return node('message', attrs, [ciphertext, ...identityOf(parts.identity, [again.sealed])])
}

/** A status or newsletter post in clear. */
export function plainMessage(id: string, to: Jid, kind: StanzaKind, bytes: Uint8Array): WireNode {
  const mediatype: Readonly<Record<string, string>> =
    kind.mediatype === undefined ? {} : { mediatype: kind.mediatype }
  return node('message', { id, to, type: kind.type }, [node('plaintext', mediatype, bytes)])
}

function message(
  parts: MessageParts,
  attrs: Readonly<Record<string, string>>,
  content: readonly WireNode[],
): WireNode {
  const { id, to, kind, sealed, identity } = parts
  return node('message', { id, to, type: kind.type, ...editOf(kind), ...attrs }, [
    ...content,
    ...identityOf(identity, sealed),
    ...(kind.meta === undefined ? [] : [node('meta', kind.meta)]),
  ])
}

function participants({ sealed, kind }: MessageParts): WireNode {
  const tos = sealed.map((one) => node('to', { jid: one.jid }, [enc(one, kind)]))
  return node('participants', {}, tos)
}

function enc(
  { type, bytes }: Sealed,
  kind: StanzaKind,
  attrs: Readonly<Record<string, string>> = {},
): WireNode {
  return node(
    'enc',
    {
      v: '2',
      type,
      ...(kind.mediatype === undefined ? {} : { mediatype: kind.mediatype }),
      ...(kind.isHidden === true ? { 'decrypt-fail': 'hide' } : {}),
      ...attrs,
    },
    bytes,
  )
}

const editOf = ({ edit }: StanzaKind): Readonly<Record<string, string>> =>
  edit === undefined ? {} : { edit }

function identityOf(identity: Uint8Array | undefined, sealed: readonly Sealed[]): WireNode[] {
  const isNeeded = identity !== undefined && sealed.some(({ type }) => type === 'pkmsg')
  return isNeeded ? [node('device-identity', {}, identity)] : []
}

import { isJid } from '../../../web/wire/jid.ts'
import type { WireNode } from '../../../web/wire/node/node.ts'
import {
  type AttrRule,
  bytesNode,
  type ChildRule,
  exactly,
  many,
  matching,
  maybe,
  one,
  oneOf,
  optional,
  passing,
  type Shape,
} from '../strict/shape.ts'

/** Values of `mediatype` (05 section 1). */
const MEDIA_TYPES = [
  'image',
  'video',
  'gif',
  'ptv',
  'audio',
  'ptt',
  'document',
  'sticker',
  'sticker_pack',
  'location',
  'livelocation',
  'vcard',
  'contact_array',
  'url',
  'list',
  'list_response',
  'buttons_response',
  'order',
  'product',
  'native_flow_response',
]

/** More devices than any group has. */
const MOST_RECIPIENTS = 5000
const MOST_BYTES = 1_000_000

const ID = matching(/^[\w.:-]{1,128}$/)
const TYPE = oneOf('text', 'media', 'reaction', 'poll', 'event')
const EDIT = optional(oneOf('1', '2', '7', '8'))
const SECONDS = matching(/^\d{1,12}$/)

type Attrs = Readonly<Record<string, AttrRule>>

function enc(types: readonly string[], attrs: Attrs): Shape {
  return {
    tag: 'enc',
    attrs: { v: exactly('2'), type: oneOf(...types), ...attrs },
    bytes: { min: 1, max: MOST_BYTES },
  }
}

const CONTENT: Attrs = {
  mediatype: optional(oneOf(...MEDIA_TYPES)),
  'decrypt-fail': optional(exactly('hide')),
}
const PAIRWISE = ['pkmsg', 'msg'] as const

function participants(inner: Shape, least: number): Shape {
  const to: Shape = { tag: 'to', attrs: { jid: passing(isJid) }, children: [one(inner)] }
  return { tag: 'participants', children: [many(to, least, MOST_RECIPIENTS)] }
}

const identity = maybe(bytesNode('device-identity', 1, 1000))

const meta: Shape = {
  tag: 'meta',
  attrs: {
    polltype: optional(oneOf('creation', 'vote')),
    event_type: optional(oneOf('creation', 'response', 'edit')),
  },
}
const reporting: Shape = {
  tag: 'reporting',
  children: [one({ ...bytesNode('reporting_token', 16), attrs: { v: exactly('2') } })],
}
/** What every message of one's own may carry beside its encs. */
const EXTRAS: readonly ChildRule[] = [identity, maybe(meta), maybe(reporting)]

/** A message to a person or to oneself (05 section 5). */
export const directShape: Shape = {
  tag: 'message',
  attrs: {
    id: ID,
    to: passing(isJid),
    type: TYPE,
    peer_recipient_pn: optional(passing(isJid)),
    edit: EDIT,
  },
  children: [
    one(participants(enc(PAIRWISE, CONTENT), 1)),
    ...EXTRAS,
    maybe(bytesNode('tctoken', 1, 1000)),
    maybe(bytesNode('cstoken', 32)),
  ],
}

/** A message to a group (05 section 5). */
export const groupShape: Shape = {
  tag: 'message',
  attrs: {
    id: ID,
    to: passing(isJid),
    type: TYPE,
    phash: matching(/^2:[A-Za-z0-9+/]{8}$/),
    addressing_mode: oneOf('lid', 'pn'),
    edit: EDIT,
    expiration: optional(SECONDS),
  },
  children: [maybe(participants(enc(PAIRWISE, {}), 1)), one(enc(['skmsg'], CONTENT)), ...EXTRAS],
}

/** A status post: as a group, with its audience named. */
export const statusShape: Shape = {
  ...groupShape,
  attrs: {
    ...groupShape.attrs,
    phash: optional(matching(/^2:[A-Za-z0-9+/]{8}$/)),
    addressing_mode: optional(oneOf('lid', 'pn')),
  },
  children: [
    maybe(participants(enc(PAIRWISE, {}), 1)),
    one(enc(['skmsg'], CONTENT)),
    identity,
    one({ tag: 'meta', attrs: { status_setting: oneOf('contacts', 'allowlist', 'denylist') } }),
  ],
}

const RESENT: Attrs = { ...CONTENT, count: matching(/^[1-5]$/) }

/** A message sent again to one device that could not read it (05 section 7). */
export function resendShape(place: 'direct' | 'group' | 'status'): Shape {
  const there: Attrs =
    place === 'direct'
      ? {
          recipient: optional(passing(isJid)),
          device_fanout: optional(exactly('false')),
        }
      : { participant: passing(isJid) }
  return {
    tag: 'message',
    attrs: {
      id: ID,
      to: passing(isJid),
      type: TYPE,
      edit: EDIT,
      t: optional(SECONDS),
      ...there,
      ...(place === 'group' ? { addressing_mode: optional(oneOf('lid', 'pn')) } : {}),
    },
    children: [
      one(enc(PAIRWISE, RESENT)),
      identity,
      maybe({
        ...meta,
        attrs: {
          ...meta.attrs,
          status_setting: optional(oneOf('contacts', 'allowlist', 'denylist')),
        },
      }),
    ],
  }
}

/** A message between devices of one account (05 section 5). */
export const peerShape: Shape = {
  tag: 'message',
  attrs: {
    id: ID,
    to: passing(isJid),
    type: exactly('text'),
    category: exactly('peer'),
    push_priority: optional(oneOf('high', 'high_force')),
    privacy_sensitive: optional(exactly('1')),
  },
  children: [
    one({ tag: 'meta', attrs: { appdata: exactly('default') } }),
    one(enc(PAIRWISE, {})),
    identity,
  ],
}

/** The same again, after a retry receipt. */
export const peerResendShape: Shape = {
  ...peerShape,
  attrs: { ...peerShape.attrs, t: optional(SECONDS), device_fanout: optional(exactly('false')) },
  children: [
    maybe({ tag: 'meta', attrs: { appdata: exactly('default') } }),
    one(enc(PAIRWISE, { count: matching(/^[1-5]$/) })),
    identity,
  ],
}

/** Every `enc` of a message, those of the participants first. */
export function encsOf(message: WireNode): readonly WireNode[] {
  const found: WireNode[] = []
  const collect = (parent: WireNode): void => {
    if (parent.content === undefined || parent.content instanceof Uint8Array) return
    for (const inner of parent.content) {
      if (inner.tag === 'enc') found.push(inner)
      else if (inner.tag === 'participants' || inner.tag === 'to') collect(inner)
    }
  }
  collect(message)
  return found
}

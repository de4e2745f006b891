import { isJid } from '../../../web/wire/jid.ts'
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

const ID = matching(/^.{1,128}$/)
const SECONDS = matching(/^\d{1,12}$/)
const jid = passing(isJid)

/** More ids than these do not stand in one receipt (05 section 7). */
const MOST_IDS = 256
const list: ChildRule = maybe({
  tag: 'list',
  children: [many({ tag: 'item', attrs: { id: ID } }, 1, MOST_IDS - 1)],
})

function receipt(attrs: Readonly<Record<string, AttrRule>>, children: readonly ChildRule[]): Shape {
  return { tag: 'receipt', attrs: { id: ID, to: jid, ...attrs }, children }
}

const key: Shape = { tag: 'key', children: [one(bytesNode('id', 3)), one(bytesNode('value', 32))] }
const signedKey: Shape = {
  tag: 'skey',
  children: [one(bytesNode('id', 3)), one(bytesNode('value', 32)), one(bytesNode('signature', 64))],
}

const retry = receipt(
  {
    type: exactly('retry'),
    participant: optional(jid),
    recipient: optional(jid),
    category: optional(exactly('peer')),
  },
  [
    one({
      tag: 'retry',
      attrs: {
        count: matching(/^[1-5]$/),
        id: ID,
        t: SECONDS,
        v: exactly('1'),
        error: optional(matching(/^([1-9]|1[0-3])$/)),
      },
    }),
    one(bytesNode('registration', 4)),
    maybe({
      tag: 'keys',
      children: [
        one(bytesNode('type', 1)),
        one(bytesNode('identity', 32)),
        one(key),
        one(signedKey),
        maybe(bytesNode('device-identity', 1, 1000)),
      ],
    }),
  ],
)

const read = (types: readonly string[]): Shape =>
  receipt(
    {
      type: oneOf(...types),
      t: SECONDS,
      participant: optional(jid),
      recipient: optional(jid),
      context: optional(exactly('status')),
    },
    [list],
  )

const encrypted: ChildRule = one({
  tag: 'encrypt',
  children: [one(bytesNode('enc_p', 16, 1000)), one(bytesNode('enc_iv', 12))],
})
const reupload: ChildRule = maybe({
  tag: 'rmr',
  attrs: { jid, from_me: oneOf('true', 'false'), participant: optional(jid) },
})

/** Receipts by type (05 section 7); '' is the plain one. */
const SHAPES: Readonly<Record<string, Shape>> = {
  '': receipt({ participant: optional(jid), context: optional(exactly('status')) }, [list]),
  inactive: receipt({ type: exactly('inactive'), participant: optional(jid) }, [list]),
  sender: receipt(
    { type: exactly('sender'), participant: optional(jid), recipient: optional(jid) },
    [list],
  ),
  peer_msg: receipt({ type: exactly('peer_msg') }, [list]),
  hist_sync: receipt({ type: exactly('hist_sync') }, []),
  read: read(['read']),
  'read-self': read(['read-self']),
  played: read(['played']),
  'played-self': read(['played-self']),
  retry,
  'server-error': receipt({ type: exactly('server-error'), category: optional(exactly('peer')) }, [
    encrypted,
    reupload,
  ]),
}

/** The shape of a receipt of this type; undefined for a type that nobody names. */
export function receiptShape(type: string): Shape | undefined {
  return Object.hasOwn(SHAPES, type) ? SHAPES[type] : undefined
}

/** The receipt that goes with the ack of a call's offer (06 section 8). */
export const offerReceiptShape: Shape = receipt({ from: optional(jid) }, [
  one({ tag: 'offer', attrs: { 'call-id': ID, 'call-creator': jid } }),
])

import { node, type WireNode } from '../../../web/wire/node/node.ts'
import { deviceListHash } from '../linking/deviceLists.ts'
import type { Jid } from '../../../web/wire/jid.ts'

type Attrs = Readonly<Record<string, string>>

/** An enc with made-up content: the service cannot read it and does not try. */
export const enc = (attrs: Attrs = {}): WireNode =>
  node('enc', { v: '2', type: 'msg', ...attrs }, Uint8Array.of(1, 2, 3))

/** A message to a person, with one enc for each of these devices. */
export function direct(
  to: string,
  devices: readonly string[],
  attrs: Attrs = {},
  encAttrs: Attrs = {},
): WireNode {
  const participants = devices.map((jid) => node('to', { jid }, [enc(encAttrs)]))
  return node('message', { id: 'M1', to, type: 'text', ...attrs }, [
    node('participants', {}, participants),
  ])
}

/** A message to a group, with the key for these devices. */
export function grouped(
  to: string,
  mode: 'lid' | 'pn',
  all: readonly Jid[],
  keyFor: readonly string[] = [],
  attrs: Attrs = {},
): WireNode {
  const keys = keyFor.map((jid) => node('to', { jid }, [enc()]))
  const head = { id: 'G1', to, type: 'text', phash: deviceListHash(all), addressing_mode: mode }
  return node('message', { ...head, ...attrs }, [
    ...(keys.length === 0 ? [] : [node('participants', {}, keys)]),
    enc({ type: 'skmsg' }),
  ])
}

/** The receipt that answers a stanza, with what a test adds. */
export function receiptFor({ attrs }: WireNode, more: Attrs = {}): WireNode {
  const { id = '', from = '', participant } = attrs
  const named: Attrs = participant === undefined ? {} : { participant }
  return node('receipt', { id, to: from, ...named, ...more })
}

/** The ack of a stanza. */
export function ackFor({ tag, attrs }: WireNode, more: Attrs = {}): WireNode {
  const { id = '', from = '', type, participant, recipient } = attrs
  return node('ack', {
    class: tag,
    id,
    to: from,
    ...(type === undefined ? {} : { type }),
    ...(participant === undefined ? {} : { participant }),
    ...(recipient === undefined ? {} : { recipient }),
    ...more,
  })
}

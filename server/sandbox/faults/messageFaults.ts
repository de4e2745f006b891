import { isJid } from '../../../web/wire/jid.ts'
import { REQUESTS } from './fault.ts'
import { FaultError } from './faultError.ts'
import type { Parser } from './parser.ts'
import { attributes, choice, duration, ifGiven, textField, whole } from './requestFields.ts'

/** Receipts that can be lost; the plain one is called `delivered`. */
const RECEIPTS = [
  'delivered',
  'inactive',
  'sender',
  'peer_msg',
  'read',
  'read-self',
  'played',
  'played-self',
  'retry',
  'hist_sync',
  'server-error',
] as const

/** Faults of messages, receipts, requests about people, and blobs. */
export const MESSAGE_PARSERS: Readonly<Record<string, Parser>> = {
  'ack-error': {
    fields: ['code', 'attrs'],
    parse: (f) => ({
      kind: 'ack-error',
      code: whole(f, 'code', 400, 599),
      attrs: attributes(f, 'error'),
    }),
  },
  'wrong-phash': { fields: [], parse: () => ({ kind: 'wrong-phash' }) },
  'lose-ack': { fields: [], parse: () => ({ kind: 'lose-ack' }) },
  'delay-ack': { fields: ['ms'], parse: (f) => ({ kind: 'delay-ack', ms: duration(f) }) },
  'drop-receipt': {
    fields: ['type'],
    parse: (f) => ({
      kind: 'drop-receipt',
      ...ifGiven(f, 'type', () => {
        const type = choice(f, 'type', RECEIPTS)
        return type === 'delivered' ? '' : type
      }),
    }),
  },
  unavailable: {
    fields: ['type'],
    parse: (f) => ({
      kind: 'unavailable',
      ...ifGiven(f, 'type', () => choice(f, 'type', ['view_once'] as const)),
    }),
  },
  'group-receipts': { fields: [], parse: () => ({ kind: 'group-receipts' }) },
  'iq-error': {
    fields: ['what', 'code', 'backoff'],
    parse: (f) => ({
      kind: 'iq-error',
      what: choice(f, 'what', REQUESTS),
      code: whole(f, 'code', 400, 599),
      ...ifGiven(f, 'backoff', () => whole(f, 'backoff', 0, 86_400)),
    }),
  },
  'missing-user': {
    fields: ['user'],
    parse: (f) => ({
      kind: 'missing-user',
      ...ifGiven(f, 'user', () => {
        const user = textField(f, 'user')
        if (!isJid(user)) throw new FaultError('bad-field', 'user is an address')
        return user
      }),
    }),
  },
  'notification-first': { fields: [], parse: () => ({ kind: 'notification-first' }) },
  'blob-missing': { fields: [], parse: () => ({ kind: 'blob-missing' }) },
  'blob-spoiled': { fields: [], parse: () => ({ kind: 'blob-spoiled' }) },
}

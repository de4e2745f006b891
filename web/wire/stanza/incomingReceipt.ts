import { child, children, type WireNode } from '../node/node.ts'
import { isDevice } from '../account.ts'
import type { Jid } from '../jid.ts'
import { StanzaError } from './stanzaError.ts'
import { parseKeys, type DeviceBundle } from './bundles.ts'
import { bigEndianOf, exactContent } from './content.ts'
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

/** One reader in a receipt that gathers several. */
export interface GroupedReader {
  readonly id: string
  readonly user: Jid
  readonly timeSec?: number
}

/** Somebody asks for a message again. */
export interface RetryRequest {
  /** How often they have asked. */
  readonly count: number
  readonly error: number
  readonly registrationId?: number
  /** Keys for a new session. Nothing in them is verified. */
  readonly keys?: Omit<DeviceBundle, 'registrationId'>
}

/** What others, or one's own other devices, say about messages. */
export interface IncomingReceipt {
  /** The messages; the first is that of the `id` attribute. */
  readonly ids: readonly string[]
  /** '' for delivered; read, read-self, played, played-self, inactive, sender, retry, server-error… */
  readonly type: string
  /** The reader's device, or the group. */
  readonly from: Jid
  /** In groups: the reader's device. */
  readonly participant?: Jid
  /** The chat, when one's own other device has read it. */
  readonly recipient?: Jid
  readonly timeSec?: number
  /** Readers of one message each, gathered into one stanza; then `ids` and `participant` say less. */
  readonly readers: readonly GroupedReader[]
  readonly retry?: RetryRequest
  readonly offline: boolean
}

/**
 * Reads `<receipt>` (chapter 05 section 7).
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute', 'missing-child', 'bad-number', 'bad-address',
 *   'bad-length'
 */
export function parseReceipt(stanza: WireNode): IncomingReceipt {
  requireTag(stanza, 'receipt')
  const first = requiredText(stanza, 'id')
  const list = child(stanza, 'list')
  const others = list === undefined ? [] : children(list).filter(({ tag }) => tag === 'item')
  const type = optionalText(stanza, 'type') ?? ''
  const from = requiredJid(stanza, 'from')
  const participant = optionalJid(stanza, 'participant')
  if (type === 'retry' && !isDevice(participant ?? from)) {
    throw new StanzaError('bad-address', 'receipt@sender')
  }
  return {
    ids: [first, ...others.map((item) => requiredText(item, 'id'))],
    type,
    from,
    readers: children(stanza)
      .filter(({ tag }) => tag === 'participants')
      .flatMap(readersOf),
    offline: stanza.attrs['offline'] !== undefined,
    ...present('participant', participant),
    ...present('recipient', optionalJid(stanza, 'recipient')),
    ...present('timeSec', optionalCount(stanza, 't')),
    ...present('retry', type === 'retry' ? retryOf(stanza) : undefined),
  }
}

function readersOf(participants: WireNode): readonly GroupedReader[] {
  const id = requiredText(participants, 'key')
  return children(participants)
    .filter(({ tag }) => tag === 'user')
    .map((user) => ({
      id,
      user: requiredJid(user, 'jid'),
      ...present('timeSec', optionalCount(user, 't')),
    }))
}

function retryOf(stanza: WireNode): RetryRequest {
  const retry = requiredChild(stanza, 'retry')
  const hasRegistration = child(stanza, 'registration') !== undefined
  const keys = child(stanza, 'keys')
  return {
    count: optionalCount(retry, 'count') ?? 1,
    error: optionalCount(retry, 'error') ?? 0,
    ...(hasRegistration
      ? { registrationId: bigEndianOf(exactContent(stanza, 'registration', 4)) }
      : {}),
    ...present('keys', keys && parseKeys(keys)),
  }
}

import { node, type WireNode } from '../node/node.ts'
import type { IncomingMessage } from './incomingMessage.ts'
import { bigEndianBytes } from './content.ts'
import {
  CURVE25519,
  keyParts,
  signedKey,
  type PublicPreKey,
  type PublicSignedPreKey,
} from './preKeys.ts'

/** Keys for a session that the other side is to begin anew. */
export interface RetryKeys {
  /** 32 bytes. */
  readonly identityPublic: Uint8Array
  /** Never to be uploaded from now on. */
  readonly preKey: PublicPreKey
  readonly signedPreKey: PublicSignedPreKey
  /** The own ADVSignedDeviceIdentity. */
  readonly deviceIdentity: Uint8Array
}

/** What is asked for again, and why. */
export interface RetryRequestParts {
  /** How often this device has asked for this message, from 1. */
  readonly count: number
  /** Why it could not be read (chapter 05 section 7, "error codes"); 0 is left out. */
  readonly error: number
  readonly registrationId: number
  /** From the second request on. */
  readonly keys?: RetryKeys
}

/** `<receipt type="retry">`: asks the sender for a message that could not be read. */
export function retryReceipt(
  message: Pick<IncomingMessage, 'id' | 'timeSec' | 'from' | 'participant' | 'recipient' | 'peer'>,
  { count, error, registrationId, keys }: RetryRequestParts,
): WireNode {
  const { id, from, participant, recipient, peer } = message
  const attrs = {
    id,
    to: from,
    type: 'retry',
    ...(participant === undefined ? {} : { participant }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(peer ? { category: 'peer' } : {}),
  }
  const retry = {
    count: String(count),
    id,
    t: String(message.timeSec),
    v: '1',
    ...(error === 0 ? {} : { error: String(error) }),
  }
  return node('receipt', attrs, [
    node('retry', retry),
    node('registration', {}, bigEndianBytes(registrationId, 4)),
    ...(keys === undefined ? [] : [keysNode(keys)]),
  ])
}

function keysNode(keys: RetryKeys): WireNode {
  return node('keys', {}, [
    node('type', {}, CURVE25519),
    node('identity', {}, keys.identityPublic),
    node('key', {}, keyParts(keys.preKey)),
    signedKey(keys.signedPreKey),
    node('device-identity', {}, keys.deviceIdentity),
  ])
}

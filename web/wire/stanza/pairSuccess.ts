import { child, node, type WireNode } from '../node/node.ts'
import { jidParts, type Jid } from '../jid.ts'
import {
  countUnknown,
  optionalCount,
  optionalJid,
  optionalText,
  present,
  requiredChild,
  requiredContent,
  requiredJid,
  requiredText,
} from './reading.ts'
import { iqError, iqResult } from './iq.ts'
import { StanzaError } from './stanzaError.ts'

/** The phone has scanned and signed (chapter 03 section 3). Nothing in it is verified yet. */
export interface PairSuccess {
  readonly id: string
  /** The service's clock in seconds, when it says it. */
  readonly serverSec?: number
  /** ADVSignedDeviceIdentityHMAC, 1 to 500 bytes: verify over exactly these. */
  readonly deviceIdentity: Uint8Array
  /** The own phone-number address with the device number that was given to us. */
  readonly jid: Jid
  /** The own LID address with the same device number; old services leave it out. */
  readonly lid?: Jid
  /** The platform the phone names: android, iphone, smba, smbi… */
  readonly platform?: string
  readonly businessName?: string
  readonly unknown: number
}

const DEVICE_IDENTITY_LIMIT = 500

/**
 * Reads `<iq type="set"><pair-success>`. Only `device-identity` and `device` are required.
 *
 * @throws StanzaError 'missing-attribute', 'missing-child', 'missing-content', 'bad-length',
 *   'bad-address' (an address of another kind, without a device number, or with two different ones).
 */
export function parsePairSuccess(stanza: WireNode): PairSuccess {
  const id = requiredText(stanza, 'id')
  const success = requiredChild(stanza, 'pair-success')
  const deviceIdentity = requiredContent(
    requiredChild(success, 'device-identity'),
    DEVICE_IDENTITY_LIMIT,
  )
  const device = requiredChild(success, 'device')
  const jid = requiredJid(device, 'jid')
  const lid = optionalJid(device, 'lid')
  checkAddresses(jid, lid)
  const platform = child(success, 'platform')
  const business = child(success, 'biz')
  const unknown =
    countUnknown(stanza, {
      attrs: ['id', 'from', 'to', 'type', 'xmlns', 't'],
      children: ['pair-success'],
    }) +
    countUnknown(success, {
      children: ['device-identity', 'device', 'platform', 'biz', 'client-props'],
    }) +
    countUnknown(device, { attrs: ['jid', 'lid'] })
  return {
    id,
    deviceIdentity,
    jid,
    unknown,
    ...present('lid', lid),
    ...present('serverSec', optionalCount(stanza, 't')),
    ...present('platform', platform && optionalText(platform, 'name')),
    ...present('businessName', business && optionalText(business, 'name')),
  }
}

function checkAddresses(jid: Jid, lid: Jid | undefined): void {
  const own = jidParts(jid)
  if (own.server !== 's.whatsapp.net' || !/^\d{1,15}$/.test(own.user) || own.device === 0) {
    throw new StanzaError('bad-address', 'device@jid')
  }
  if (lid === undefined) return
  const hidden = jidParts(lid)
  if (hidden.server !== 'lid' || hidden.user === '' || hidden.device !== own.device) {
    throw new StanzaError('bad-address', 'device@lid')
  }
}

/** The answer that carries our device signature (row 7): ADVSignedDeviceIdentity without its key. */
export function pairDeviceSign(id: string, keyIndex: number, identity: Uint8Array): WireNode {
  return iqResult(id, [
    node('pair-device-sign', {}, [
      node('device-identity', { 'key-index': String(keyIndex) }, identity),
    ]),
  ])
}

/** Why a link is refused, in the words of the wire (chapter 03 section 3, "Errors"). */
export type PairRefusal = 'hmac-mismatch' | 'signature-mismatch' | 'internal-error'

/** The refusal of a pair-success. */
export function pairRefused(id: string, refusal: PairRefusal): WireNode {
  return iqError(id, refusal === 'internal-error' ? 500 : 401, refusal)
}

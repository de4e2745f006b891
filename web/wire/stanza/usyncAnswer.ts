import { bytesOf, child, children, type WireNode } from '../node/node.ts'
import { jidParts, type Jid } from '../jid.ts'
import { contentText, optionalContent } from './content.ts'
import {
  optionalCount,
  optionalJid,
  optionalText,
  present,
  requiredChild,
  requiredCount,
  requiredJid,
} from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** Why one protocol has no answer. */
export interface UsyncRefusal {
  readonly code: number
  /** Seconds to wait before it is asked for again. */
  readonly backoffSec?: number
}

/** The list of keys that says which devices are to be believed, as it came. */
export interface SignedDeviceList {
  /** ADVSignedKeyIndexList (`formats/keyIndexList.ts`); absent: only its time is known. */
  readonly bytes?: Uint8Array
  readonly timestampSec: number
  readonly expectedSec?: number
}

/** The devices of one account. */
export interface UsyncDevices {
  readonly devices: readonly {
    readonly device: number
    readonly keyIndex?: number
    readonly hosted: boolean
  }[]
  readonly hash?: string
  readonly keyIndexList?: SignedDeviceList
}

/** What became known of one person. What was not asked for, or is not told, is absent. */
export interface UsyncPerson {
  readonly jid: Jid
  /** The phone number of somebody found by LID. */
  readonly pn?: Jid
  readonly lid?: Jid
  readonly devices?: UsyncDevices | { readonly refused: UsyncRefusal }
  /** Whether a number has an account, and the text that was asked for. */
  readonly contact?: { readonly type: string; readonly query: string }
  /** The about text; `hidden` by its owner. */
  readonly about?: { readonly text: string; readonly hidden: boolean; readonly timeSec?: number }
  readonly pictureId?: string
  /** A VerifiedNameCertificate. */
  readonly verifiedName?: Uint8Array
  readonly disappearing?: { readonly durationSec: number; readonly timeSec?: number }
  readonly username?: string
}

/** What the service says to a question about people. */
export interface UsyncAnswer {
  /** Somebody who was asked about and is not here is unchanged. */
  readonly people: readonly UsyncPerson[]
  /** Texts that were searched for and that name nobody, with what is wrong: `out`, `invalid`. */
  readonly nobody: readonly { readonly type: string; readonly query: string }[]
  /** Protocols that failed for all. */
  readonly refused: ReadonlyMap<string, UsyncRefusal>
  /** Rules that users broke; they cost that user alone. */
  readonly malformed: readonly string[]
}

/** Reads the answer. Throws StanzaError 'missing-child' without `<usync>` or `<list>`. */
export function parseUsync(answer: WireNode): UsyncAnswer {
  const usync = requiredChild(answer, 'usync')
  const refused = new Map<string, UsyncRefusal>()
  for (const protocol of children(child(usync, 'result') ?? usync)) {
    const error = child(protocol, 'error')
    if (error !== undefined) refused.set(protocol.tag, refusalIn(error))
  }
  const people: UsyncPerson[] = []
  const nobody: { readonly type: string; readonly query: string }[] = []
  const malformed: string[] = []
  for (const user of children(requiredChild(usync, 'list'))) {
    try {
      const contact = child(user, 'contact')
      if (user.tag !== 'user') continue
      if (user.attrs['jid'] === undefined && contact !== undefined) nobody.push(contactOf(contact))
      else people.push(personOf(user))
    } catch (cause) {
      if (!(cause instanceof StanzaError)) throw cause
      malformed.push(cause.message)
    }
  }
  return { people, nobody, refused, malformed }
}

function personOf(user: WireNode): UsyncPerson {
  const lid = child(user, 'lid')
  const devices = child(user, 'devices')
  const contact = child(user, 'contact')
  const about = child(user, 'status')
  const picture = child(user, 'picture')
  const disappearing = child(user, 'disappearing_mode')
  const username = child(user, 'username')
  const business = child(user, 'business')
  return {
    jid: requiredJid(user, 'jid'),
    ...present('pn', optionalJid(user, 'pn_jid')),
    ...present('lid', lidOf(lid, 'val') ?? lidOf(user, 'lid')),
    ...present('devices', devices && devicesOf(devices)),
    ...present('contact', contact && contactOf(contact)),
    ...present('about', about && aboutOf(about)),
    ...present('pictureId', picture && optionalText(picture, 'id')),
    ...present('verifiedName', business && optionalContent(business, 'verified_name')),
    ...present('disappearing', disappearing && disappearingOf(disappearing)),
    ...present('username', username && contentText(username)),
  }
}

function contactOf(contact: WireNode): { readonly type: string; readonly query: string } {
  return { type: optionalText(contact, 'type') ?? '', query: contentText(contact) }
}

function lidOf(holder: WireNode | undefined, name: string): Jid | undefined {
  const lid = holder && optionalJid(holder, name)
  if (lid === undefined || jidParts(lid).server === 'lid') return lid
  throw new StanzaError('bad-address', `user@${name}`)
}

function devicesOf(devices: WireNode): UsyncPerson['devices'] {
  const error = child(devices, 'error')
  if (error !== undefined) return { refused: refusalIn(error) }
  const list = requiredChild(devices, 'device-list')
  const keyIndexes = child(devices, 'key-index-list')
  return {
    devices: children(list)
      .filter(({ tag }) => tag === 'device')
      .map((device) => ({
        device: deviceNumber(device),
        hosted: device.attrs['is_hosted'] === 'true',
        ...present('keyIndex', optionalCount(device, 'key-index')),
      })),
    ...present('hash', optionalText(list, 'hash')),
    ...present('keyIndexList', keyIndexes && signedDeviceList(keyIndexes)),
  }
}

/** A number that an address can carry. */
function deviceNumber(device: WireNode): number {
  const number = requiredCount(device, 'id')
  if (number > 255) throw new StanzaError('bad-number', 'device@id')
  return number
}

/** Reads `<key-index-list>`. Throws StanzaError 'missing-attribute', 'bad-number'. */
export function signedDeviceList(node: WireNode): SignedDeviceList {
  const bytes = bytesOf(node)
  return {
    timestampSec: requiredCount(node, 'ts'),
    ...(bytes.length === 0 ? {} : { bytes }),
    ...present('expectedSec', optionalCount(node, 'expected_ts')),
  }
}

function aboutOf(about: WireNode): NonNullable<UsyncPerson['about']> {
  return {
    text: contentText(about),
    hidden: about.attrs['code'] === '401',
    ...present('timeSec', optionalCount(about, 't')),
  }
}

function disappearingOf(mode: WireNode): NonNullable<UsyncPerson['disappearing']> {
  return {
    durationSec: optionalCount(mode, 'duration') ?? 0,
    ...present('timeSec', optionalCount(mode, 't')),
  }
}

function refusalIn(error: WireNode): UsyncRefusal {
  return {
    code: optionalCount(error, 'code') ?? 0,
    ...present('backoffSec', optionalCount(error, 'backoff')),
  }
}

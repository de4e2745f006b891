import { bytesOf, child, children, type WireNode } from '../node/node.ts'
import { jidParts, makeJid, type Jid } from '../jid.ts'
import { accountOf, isDevice, isGroup, STATUS } from '../account.ts'
import { optionalContent } from './content.ts'
import {
  countUnknown,
  optionalCount,
  optionalJid,
  optionalText,
  present,
  requiredCount,
  requiredJid,
  requiredText,
  requireTag,
} from './reading.ts'
import { StanzaError } from './stanzaError.ts'

/** The addresses under which one's own messages come. */
export interface OwnAddresses {
  /** Phone number; a device does not matter. */
  readonly pn: Jid
  readonly lid?: Jid
}

/** One encrypted part. */
export interface IncomingEnc {
  /** pkmsg, msg, skmsg, msmsg, or what a newer build may send. */
  readonly type: string
  readonly version: number
  readonly bytes: Uint8Array
  /** How often it was sent again before. */
  readonly count: number
  readonly mediaType?: string
  /** Nothing is shown in its place when it cannot be read. */
  readonly hideFailure: boolean
}

/** Where a message comes from. */
export type MessagePlace = 'direct' | 'group' | 'status' | 'broadcast' | 'newsletter'

/** A message before anything of it is decrypted. */
export interface IncomingMessage {
  readonly id: string
  /** Seconds since 1970, by the service's clock. */
  readonly timeSec: number
  readonly type: string
  readonly place: MessagePlace
  /** The chat, without a device: a person, a group, `status@broadcast`, a newsletter. */
  readonly chat: Jid
  /** The other address of the same chat, when the stanza tells it. */
  readonly chatAlternative?: Jid
  /** The device that wrote it, as addressed. */
  readonly sender: Jid
  /** The same device under the sender's other address. */
  readonly senderAlternative?: Jid
  readonly fromMe: boolean
  readonly addressing: 'pn' | 'lid'
  /** About the account itself, from one's own devices. */
  readonly peer: boolean
  readonly edit?: string
  /** The name by which the sender goes. */
  readonly pushName?: string
  /** Whether it waited in the service's queue. */
  readonly offline: boolean
  /** Number of a newsletter's message. */
  readonly serverId?: number
  /** In the order in which they are to be opened: pairwise ones first. */
  readonly encs: readonly IncomingEnc[]
  /** What a newsletter says in the open. */
  readonly plaintext?: Uint8Array
  /** Why there is nothing to decrypt: `view_once`, `hosted`, or '' without a word. */
  readonly unavailable?: string
  /** An ADVSignedDeviceIdentity. */
  readonly deviceIdentity?: Uint8Array
  readonly meta: Readonly<Record<string, string>>
  /** As received, for the answers. */
  readonly from: Jid
  readonly participant?: Jid
  readonly recipient?: Jid
  readonly unknown: number
}

/**
 * Reads `<message>` and works out who wrote it where (chapter 05 sections 3 and 6).
 *
 * @throws StanzaError 'wrong-tag', 'missing-attribute' (id, from, t, participant in groups),
 *   'bad-number', 'bad-address' (also of a sender that no session can be with)
 */
export function parseIncomingMessage(stanza: WireNode, own: OwnAddresses): IncomingMessage {
  requireTag(stanza, 'message')
  const from = requiredJid(stanza, 'from')
  const place = placeOf(from)
  const participant = optionalJid(stanza, 'participant')
  const recipient = optionalJid(stanza, 'recipient')
  const shared = place === 'group' || place === 'status' || place === 'broadcast'
  const sender = shared ? requiredJid(stanza, 'participant') : from
  const encs = encsOf(stanza)
  if (place !== 'newsletter') requireWriter(sender, encs)
  const fromMe = place !== 'newsletter' && isOwn(sender, own)
  const addressing = addressingOf(stanza, sender)
  const senderAlternative = alternativeOf(stanza, sender, place, addressing)
  const chat = chatOf({ place, from, sender, fromMe, recipient })
  const chatAlternative = chatAlternativeOf(stanza, { place, chat, fromMe, senderAlternative })
  const unavailable = child(stanza, 'unavailable')
  const plaintext = optionalContent(stanza, 'plaintext')
  return {
    id: requiredText(stanza, 'id'),
    timeSec: requiredCount(stanza, 't'),
    type: optionalText(stanza, 'type') ?? '',
    place,
    chat,
    sender,
    fromMe,
    addressing,
    peer: stanza.attrs['category'] === 'peer',
    offline: stanza.attrs['offline'] !== undefined,
    encs,
    meta: child(stanza, 'meta')?.attrs ?? {},
    from,
    unknown: countUnknown(stanza, known),
    ...present('chatAlternative', chatAlternative),
    ...present('senderAlternative', senderAlternative),
    ...present('edit', optionalText(stanza, 'edit')),
    ...present('pushName', optionalText(stanza, 'notify')),
    ...present('serverId', optionalCount(stanza, 'server_id')),
    ...present('plaintext', plaintext),
    ...present('unavailable', unavailable && (optionalText(unavailable, 'type') ?? '')),
    ...present('deviceIdentity', optionalContent(stanza, 'device-identity')),
    ...present('participant', participant),
    ...present('recipient', recipient),
  }
}

const known = {
  attrs: (
    'id from t type participant recipient notify offline category edit addressing_mode sender_lid ' +
    'sender_pn participant_pn participant_lid peer_recipient_pn peer_recipient_lid server_id ' +
    'verified_name verified_level count sts phash expiration'
  ).split(' '),
  children:
    'enc plaintext unavailable device-identity meta verified_name bot biz reporting tctoken'.split(
      ' ',
    ),
}

function placeOf(from: Jid): MessagePlace {
  if (from === STATUS) return 'status'
  if (isGroup(from)) return 'group'
  const { server, user } = jidParts(from)
  if (server === 'broadcast') return 'broadcast'
  if (server === 'newsletter') return 'newsletter'
  if (user === '') throw new StanzaError('bad-address', 'message@from')
  return 'direct'
}

/** Only devices write; a bot does so as well, but never in a session. */
function requireWriter(sender: Jid, encs: readonly IncomingEnc[]): void {
  const isBot = jidParts(sender).server === 'bot' && jidParts(sender).user !== ''
  if (isDevice(sender) || (isBot && encs.every(({ type }) => type === 'msmsg'))) return
  throw new StanzaError('bad-address', 'message@sender')
}

/** Whether a device belongs to one's own account. */
export function isOwn(jid: Jid, own: OwnAddresses): boolean {
  const account = accountOf(jid)
  return account === accountOf(own.pn) || (own.lid !== undefined && account === accountOf(own.lid))
}

/** Without a word about it, the sender's own address says which kind is meant. */
function addressingOf(stanza: WireNode, sender: Jid): 'pn' | 'lid' {
  const mode = stanza.attrs['addressing_mode']
  if (mode === 'pn' || mode === 'lid') return mode
  return accountOf(sender).endsWith('@lid') ? 'lid' : 'pn'
}

/** The sender's other address; it comes without a device, which is the same for both. */
function alternativeOf(
  stanza: WireNode,
  sender: Jid,
  place: MessagePlace,
  addressing: 'pn' | 'lid',
): Jid | undefined {
  if (place === 'newsletter') return undefined
  const kind = (place === 'direct' ? accountOf(sender).endsWith('@lid') : addressing === 'lid')
    ? 'pn'
    : 'lid'
  const alternative = optionalJid(
    stanza,
    `${place === 'direct' ? 'sender' : 'participant'}_${kind}`,
  )
  if (alternative === undefined) return undefined
  const { server, user } = jidParts(accountOf(alternative))
  if (user === '' || server !== (kind === 'pn' ? 's.whatsapp.net' : 'lid')) {
    throw new StanzaError('bad-address', `message@${kind}`)
  }
  return makeJid(user, server, jidParts(sender).device)
}

interface Origin {
  readonly place: MessagePlace
  readonly from: Jid
  readonly sender: Jid
  readonly fromMe: boolean
  readonly recipient: Jid | undefined
}

function chatOf({ place, from, sender, fromMe, recipient }: Origin): Jid {
  switch (place) {
    case 'group':
    case 'status':
    case 'newsletter':
      return from
    case 'broadcast':
      // People answer a broadcast list one by one: for its members it is a direct message.
      return fromMe ? from : accountOf(sender)
    case 'direct':
      return accountOf(fromMe ? (recipient ?? from) : from)
  }
}

interface Chat {
  readonly place: MessagePlace
  readonly chat: Jid
  readonly fromMe: boolean
  readonly senderAlternative: Jid | undefined
}

function chatAlternativeOf(stanza: WireNode, known: Chat): Jid | undefined {
  const { place, chat, fromMe, senderAlternative } = known
  if (place !== 'direct' && place !== 'broadcast') return undefined
  if (!fromMe) return senderAlternative && accountOf(senderAlternative)
  if (place === 'broadcast') return undefined
  const name = chat.endsWith('@lid') ? 'peer_recipient_pn' : 'peer_recipient_lid'
  const alternative = optionalJid(stanza, name)
  return alternative && accountOf(alternative)
}

function encsOf(stanza: WireNode): readonly IncomingEnc[] {
  const encs = children(stanza)
    .filter(({ tag }) => tag === 'enc')
    .map(
      (enc): IncomingEnc => ({
        type: optionalText(enc, 'type') ?? '',
        version: optionalCount(enc, 'v') ?? 0,
        bytes: bytesOf(enc),
        count: optionalCount(enc, 'count') ?? 0,
        hideFailure: enc.attrs['decrypt-fail'] === 'hide',
        ...present('mediaType', optionalText(enc, 'mediatype')),
      }),
    )
  return [...encs.filter(isPairwise), ...encs.filter((enc) => !isPairwise(enc))]
}

/** Encrypted for this device alone, which may bring the key for the rest. */
function isPairwise({ type }: IncomingEnc): boolean {
  return type === 'pkmsg' || type === 'msg'
}

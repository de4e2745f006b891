import { bareJid, jidParts, makeJid, type Jid } from '../../../web/wire/jid.ts'
import type { WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import { numberBehind, sessionAddress } from './addresses.ts'
import { forged, withoutAccountKey } from './companionIdentity.ts'
import { type DeviceCore, isOwn, type KnownGroup, ownJid } from './core.ts'
import { DeviceError } from './deviceError.ts'
import { keyForMembers, ownGroupKey, sealForGroup } from './groupKeys.ts'
import { devicesOf, dropList, groupOf, resolve } from './lookups.ts'
import { type Content, kindOf, type StanzaKind } from './messageKind.ts'
import { directMessage, groupMessage, peerMessage, type SealedFor } from './messageNode.ts'
import { seal, skipAhead, withSessions } from './pairwise.ts'
import { participantHash } from './phash.ts'

const MOST_KEPT = 500
const SKIPPED = 10

/** A message on its way out. */
export interface Outgoing {
  readonly id: string
  readonly to: Jid
  readonly content: Content
}

/** Sends to a person or a group. Resolves when the service has it. @throws DeviceError */
export async function sendMessage(core: DeviceCore, out: Outgoing): Promise<void> {
  const { server } = jidParts(out.to)
  if (server === 'g.us') return sendToGroup(core, out)
  return sendDirect(core, { ...out, to: await resolve(core, out.to) })
}

async function sendDirect(core: DeviceCore, out: Outgoing): Promise<void> {
  const { to } = out
  const form = jidParts(to).server === 'lid' ? 'lid' : 'number'
  const self = ownJid(core, form)
  const users = isOwn(core, to) ? [to] : [to, bareJid(self)]
  const listed = await devicesOf(core, users)
  const sealed = await sealDirect(core, out, listed, self)
  keepSent(core, out)
  await core.save()
  const kind = kindOf(out.content)
  const number = form === 'lid' ? numberBehind(core.state, jidParts(to).user) : undefined
  const peer = number === undefined || isOwn(core, to) ? undefined : numberJid(number)
  const parts = { id: out.id, to, kind, identity: identityToShow(core, sealed) }
  const ack = await core.transmit(directMessage({ ...parts, sealed }, peer))
  if (!wantsMore(ack, participantHash([...new Set([...listed, self])]))) return
  for (const user of users) dropList(core, user)
  const missed = (await devicesOf(core, users)).filter((jid) => !listed.includes(jid))
  if (missed.length === 0) return
  const again = await sealDirect(core, out, missed, self)
  await core.save()
  await core.transmit(directMessage({ ...parts, sealed: again }, peer))
}

/** One ciphertext for each device; own devices get to know whom it was for. */
async function sealDirect(
  core: DeviceCore,
  out: Outgoing,
  listed: readonly Jid[],
  self: Jid,
): Promise<SealedFor[]> {
  const wanted = listed.filter((jid) => jid !== self)
  await breakIn(core, wanted)
  const ready = await withSessions(core, wanted)
  const forOthers = encodeProto(MessageSchema, out.content)
  const { messageContextInfo } = out.content
  const forOwn = encodeProto(MessageSchema, {
    deviceSentMessage: { destinationJid: out.to, message: out.content },
    ...(messageContextInfo === undefined ? {} : { messageContextInfo }),
  })
  const sealed = await core.inCrypto(async () =>
    ready.map((jid) => sealOne(core, jid, isOwn(core, jid) ? forOwn : forOthers)),
  )
  const isNote = isOwn(core, out.to)
  if (!isNote && !sealed.some(({ jid }) => !isOwn(core, jid))) throw new DeviceError('no-recipient')
  return spoil(core, sealed)
}

function sealOne(core: DeviceCore, jid: Jid, message: Uint8Array): SealedFor {
  if (core.tricks.isArmed('skip')) skipAhead(core, jid, SKIPPED)
  return seal(core, jid, message)
}

const STATUS_KIND: StanzaKind = { type: 'text', meta: { status_setting: 'contacts' } }
const STATUS = makeJid('status', 'broadcast')

/** A status post: to all of the audience, under a key of its own. @throws DeviceError */
export function sendStatus(
  core: DeviceCore,
  out: Omit<Outgoing, 'to'>,
  audience: readonly Jid[],
): Promise<void> {
  const members = [...audience, core.account.lid as Jid]
  const group = { addressing: 'lid', members, subject: '' } as const
  return sendToGroup(core, { ...out, to: STATUS }, { group, isRepeat: true })
}

async function sendToGroup(
  core: DeviceCore,
  out: Outgoing,
  given: { readonly group?: KnownGroup; readonly isRepeat?: boolean } = {},
): Promise<void> {
  const { to } = out
  const group = given.group ?? (await groupOf(core, to))
  const isStatus = to === STATUS
  const form = group.addressing === 'lid' ? 'lid' : 'number'
  const self = ownJid(core, form)
  const listed = await devicesOf(core, group.members)
  const kind = isStatus ? STATUS_KIND : kindOf(out.content)
  const message = encodeProto(MessageSchema, out.content)
  const wanted = listed.filter((jid) => jid !== self)
  const lacking = await core.inCrypto(async () => {
    const { holders } = await ownGroupKey(core, to)
    return wanted.filter((jid) => !holders.includes(sessionAddress(core.state, jid)))
  })
  await breakIn(core, lacking)
  const ready = await withSessions(core, lacking)
  const { sealed, one } = await core.inCrypto(async () => {
    const key = await ownGroupKey(core, to)
    if (core.tricks.isArmed('skip')) {
      for (let step = 0; step < SKIPPED; step++) sealForGroup(core, key, message)
    }
    const handedOut = keyForMembers(to, key)
    return {
      sealed: ready.map((jid) => seal(core, jid, handedOut)),
      one: sealForGroup(core, key, message),
    }
  })
  keepSent(core, out)
  await core.save()
  const phash = participantHash([...new Set([...listed, self])])
  const spoiled = spoil(core, [{ ...one, jid: to }])[0] ?? one
  const parts = { id: out.id, to, kind, sealed, identity: identityToShow(core, sealed) }
  const ack = await core.transmit(
    groupMessage(parts, {
      sealed: spoiled,
      phash,
      addressing: isStatus ? undefined : group.addressing,
    }),
  )
  if (ack === undefined) return
  const stale = ack.attrs['error'] === '421'
  if (ack.attrs['error'] === undefined) {
    const { holders } = await core.inCrypto(() => ownGroupKey(core, to))
    holders.push(...ready.map((jid) => sessionAddress(core.state, jid)))
    await core.save()
  }
  if (!stale && !wantsMore(ack, phash)) return
  core.groups.delete(to)
  for (const member of group.members) dropList(core, member)
  if (given.isRepeat !== true) await sendToGroup(core, out, { isRepeat: true })
}

/** Sends to one of the phone's own companions alone. @throws DeviceError */
export async function sendPeer(
  core: DeviceCore,
  id: string,
  to: Jid,
  content: Content,
): Promise<void> {
  const [ready] = await withSessions(core, [to])
  if (ready === undefined) throw new DeviceError('no-recipient')
  const message = encodeProto(MessageSchema, content)
  const sealed = await core.inCrypto(async () => seal(core, to, message))
  await core.save()
  await core.transmit(peerMessage(id, to, sealed))
}

/** Asks the own phone for something. @throws DeviceError */
export async function sendToPhone(core: DeviceCore, id: string, content: Content): Promise<void> {
  const phone = core.account.lid as Jid
  const [ready] = await withSessions(core, [phone])
  if (ready === undefined) throw new DeviceError('no-recipient')
  const message = encodeProto(MessageSchema, content)
  const sealed = await core.inCrypto(async () => seal(core, phone, message))
  await core.save()
  const to = ownJid(core, 'number')
  await core.transmit(peerMessage(id, bareJid(to), sealed, identityToShow(core, [sealed])))
}

/** A message of this device that may be asked for again. */
export function sentMessage(
  core: DeviceCore,
  id: string,
): (Outgoing & { content: Message }) | undefined {
  const found = core.state.sent.find((sent) => sent.id === id)
  if (found === undefined) return undefined
  return { id, to: found.to as Jid, content: decodeProto(MessageSchema, found.bytes) }
}

function keepSent(core: DeviceCore, { id, to, content }: Outgoing): void {
  const { state } = core
  if (state.sent.some((sent) => sent.id === id)) return
  state.sent.push({ id, to, bytes: encodeProto(MessageSchema, content), atMs: core.now() })
  state.sent.splice(0, Math.max(0, state.sent.length - MOST_KEPT))
}

/** Whether the service counts other devices than we did. @throws DeviceError for a refusal */
function wantsMore(ack: WireNode | undefined, phash: string): boolean {
  if (ack === undefined) return false
  const { error, phash: counted } = ack.attrs
  if (error !== undefined) throw new DeviceError('refused', `message refused: ${error}`)
  return counted !== undefined && counted !== phash
}

/** Tricks with pre-key messages only show in a new session. */
async function breakIn(
  { tricks, state, inCrypto }: DeviceCore,
  devices: readonly Jid[],
): Promise<void> {
  const kinds = [
    'no-one-time-key',
    'identity-absent',
    'identity-forged',
    'identity-stripped',
  ] as const
  if (!kinds.some((kind) => tricks.isArmed(kind))) return
  await inCrypto(async () => {
    for (const jid of devices) state.sessions.delete(sessionAddress(state, jid))
  })
}

function spoil({ tricks }: DeviceCore, sealed: SealedFor[]): SealedFor[] {
  tricks.strike('skip')
  if (!tricks.strike('tampered')) return sealed
  return sealed.map((one) => {
    const bytes = one.bytes.slice()
    const middle = bytes.length - 12
    bytes[middle] = (bytes[middle] ?? 0) ^ 0x20
    return { ...one, bytes }
  })
}

/** What goes along with pre-key messages; a trick may change it. */
export function identityToShow(
  { state, tricks }: DeviceCore,
  sealed: ReadonlyArray<{ readonly type: string }>,
): Uint8Array | undefined {
  const { signedIdentity } = state
  if (signedIdentity === undefined || !sealed.some(({ type }) => type === 'pkmsg')) return undefined
  if (tricks.strike('identity-absent')) return undefined
  if (tricks.strike('identity-forged')) return forged(signedIdentity)
  if (tricks.strike('identity-stripped')) return withoutAccountKey(signedIdentity)
  return signedIdentity
}

const numberJid = (number: string): Jid => makeJid(number, 's.whatsapp.net')

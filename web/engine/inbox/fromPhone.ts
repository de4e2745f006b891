import { FormatError } from '../../formats/formatError.ts'
import { STATUS } from '../../wire/account.ts'
import { isJid, makeJid } from '../../wire/jid.ts'
import { decodeProto, encodeProto, ProtoError } from '../../wire/proto/codec.ts'
import { type WebMessageInfo, WebMessageInfoSchema } from '../../wire/proto/gen/history_pb.ts'
import {
  type Message,
  MessageSchema,
  type ProtocolMessage,
  ProtocolMessage_Type,
} from '../../wire/proto/gen/message_pb.ts'
import {
  AppStateSyncKeyShareSchema,
  HistorySyncNotificationSchema,
  LIDMigrationMappingSyncPayloadSchema,
  type PeerDataOperationRequestResponseMessage,
} from '../../wire/proto/gen/peerData_pb.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Asking } from './asking.ts'
import type { Book } from '../chats/book.ts'
import type { Applied, Envelope } from './envelope.ts'
import type { InboxParts } from './inbox.ts'

/** Shares of app-state keys that are kept; each brings a few keys at most. */
const SHARES_KEPT = 64

export interface FromPhoneParts
  extends Pick<InboxParts, 'book' | 'log' | 'content' | 'takeHistory' | 'takeOlder'> {
  readonly asking: Asking
  /** A message that had been missing is there. */
  readonly onStored: (unit: UnitOfWork, envelope: Envelope) => void
}

/**
 * Does what the own phone says about the account itself (chapter 05 section 8). False: nothing here
 * has a use for it. Everything is stored in the unit, however often it comes.
 */
export async function takeFromPhone(
  unit: UnitOfWork,
  parts: FromPhoneParts,
  stanzaId: string,
  control: ProtocolMessage,
): Promise<boolean> {
  switch (control.type) {
    case ProtocolMessage_Type.HISTORY_SYNC_NOTIFICATION: {
      if (control.historySyncNotification === undefined) return false
      const notification = encodeProto(
        HistorySyncNotificationSchema,
        control.historySyncNotification,
      )
      await parts.takeHistory(unit, { stanzaId, notification })
      return true
    }
    case ProtocolMessage_Type.APP_STATE_SYNC_KEY_SHARE: {
      if (control.appStateSyncKeyShare === undefined) return false
      const share = encodeProto(AppStateSyncKeyShareSchema, control.appStateSyncKeyShare)
      const known = (await unit.get('account', 'keyShares'))?.shares ?? []
      unit.put('account', 'keyShares', { shares: [...known, share].slice(-SHARES_KEPT) })
      return true
    }
    case ProtocolMessage_Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE: {
      const response = control.peerDataOperationRequestResponseMessage
      if (response === undefined || (await parts.takeOlder(unit, response))) return true
      await takeResent(unit, parts, response)
      return true
    }
    case ProtocolMessage_Type.LID_MIGRATION_MAPPING_SYNC:
      await takePairs(unit, parts, control.lidMigrationMappingSyncMessage?.encodedMappingPayload)
      return true
    default:
      return false
  }
}

async function takeResent(
  unit: UnitOfWork,
  parts: FromPhoneParts,
  response: PeerDataOperationRequestResponseMessage,
): Promise<void> {
  for (const result of response.peerDataOperationResult) {
    const bytes = result.placeholderMessageResendResponse?.webMessageInfoBytes
    const info = bytes && readInfo(bytes)
    if (info?.message === undefined) continue
    const envelope = await envelopeOf(unit, parts.book, info, 'resend')
    if (envelope === undefined) continue
    const applied = await applyOrNot(unit, parts, envelope, info.message)
    await parts.asking.arrived(unit, envelope)
    if (applied?.at === 'stored') parts.onStored(unit, envelope)
  }
}

/** What nobody can read costs its place alone, not the other results, nor the message with them. */
async function applyOrNot(
  unit: UnitOfWork,
  { content, log }: FromPhoneParts,
  envelope: Envelope,
  message: Message,
): Promise<Applied | undefined> {
  try {
    return await content.apply(unit, envelope, encodeProto(MessageSchema, message), message)
  } catch (cause) {
    if (!(cause instanceof FormatError || cause instanceof ProtoError)) throw cause
    const found = await log.find(unit, envelope.ref.chatId, envelope.author, envelope.id)
    if (found?.row.missing === undefined) return undefined
    await log.change(unit, found.key, (row) =>
      row.missing === undefined
        ? row
        : { ...row, missing: { ...row.missing, state: 'unanswered', reason: 'malformed' } },
    )
    return undefined
  }
}

function readInfo(bytes: Uint8Array): WebMessageInfo | undefined {
  try {
    return decodeProto(WebMessageInfoSchema, bytes)
  } catch (cause) {
    if (cause instanceof ProtoError) return undefined
    throw cause
  }
}

/** What is known of a message that the phone hands on; nothing when it names no chat or no id. */
export async function envelopeOf(
  unit: UnitOfWork,
  book: Book,
  { key, participant: told, messageTimestamp, pushName }: WebMessageInfo,
  source: 'resend' | 'history',
): Promise<Envelope | undefined> {
  const { remoteJid = '', fromMe = false, id = '', participant = '' } = key ?? {}
  if (!isJid(remoteJid) || id === '') return undefined
  const ref = await book.chatOf(unit, remoteJid)
  const kind = (await book.chat(unit, ref.chatId))?.row.kind
  const isShared = remoteJid === STATUS || (kind !== 'direct' && kind !== 'self')
  const senderJid = isShared ? participant || told : remoteJid
  if (!fromMe && !isJid(senderJid)) return undefined
  return {
    ref,
    chat: remoteJid,
    author: fromMe || !isJid(senderJid) ? 'me' : await book.contactOf(unit, senderJid),
    id,
    atMs: Number(messageTimestamp) * 1000,
    source,
    ...(!fromMe && isJid(senderJid) ? { senderJid } : {}),
    ...(pushName === '' ? {} : { pushName }),
  }
}

/** A bulk list: it only fills gaps. */
async function takePairs(
  unit: UnitOfWork,
  { book }: FromPhoneParts,
  bytes: Uint8Array | undefined,
): Promise<void> {
  if (bytes === undefined) return
  try {
    const { pnToLidMappings } = decodeProto(LIDMigrationMappingSyncPayloadSchema, bytes)
    for (const { pn, assignedLid, latestLid } of pnToLidMappings) {
      const lid = latestLid || assignedLid
      if (pn === 0n || lid === 0n) continue
      await book.learn(
        unit,
        makeJid(String(pn), 's.whatsapp.net'),
        makeJid(String(lid), 'lid'),
        'weak',
      )
    }
  } catch (cause) {
    if (!(cause instanceof ProtoError)) throw cause
  }
}

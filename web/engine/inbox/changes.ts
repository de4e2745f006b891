import { CryptoError } from '../../crypto/errors.ts'
import { type AddOn, openAddOn } from '../../formats/addOnSecret.ts'
import { FormatError } from '../../formats/formatError.ts'
import { unwrapMessage } from '../../formats/unwrapMessage.ts'
import type { MessageKey, MessageRow, ReactionRow } from '../../storage/talkRows.ts'
import type { WaitingEntry } from '../../storage/waitingRows.ts'
import type { Jid } from '../../wire/jid.ts'
import { decodeProto, encodeProto, ProtoError } from '../../wire/proto/codec.ts'
import { type Message, MessageSchema } from '../../wire/proto/gen/message_pb.ts'
import type { MessageKey as MessageName } from '../../wire/proto/gen/messageKey_pb.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { UnitOfWork } from '../work/work.ts'
import { contextOf } from './contextOf.ts'
import { isInWindow } from './edits.ts'
import type { Envelope } from './envelope.ts'
import { revokedRow } from './placement.ts'
import { targetOf } from './targets.ts'
import type { Awaited, Waiting } from './waiting.ts'
import { without } from './without.ts'

/** What a message can do to another one. Each may come before the other, and more than once. */
export interface Changes {
  /** `name`: the message that is taken back. */
  revoke(unit: UnitOfWork, envelope: Envelope, name: MessageName | undefined): Promise<void>
  /** `atMs`: by the clock of who edits; 0 when that was not told. */
  edit(unit: UnitOfWork, envelope: Envelope, edit: Edit): Promise<void>
  react(unit: UnitOfWork, envelope: Envelope, reaction: Reaction): Promise<void>
  /**
   * Opens what was encrypted under the secret of another message. Undefined when that message or its
   * secret is not known, or other keys were used.
   */
  open(unit: UnitOfWork, envelope: Envelope, sealed: SealedAddOn): Promise<Uint8Array | undefined>
}

export interface Edit {
  readonly name: MessageName | undefined
  readonly message: Message
  readonly atMs: number
}

export interface Reaction {
  readonly name: MessageName | undefined
  readonly emoji: string
  readonly atMs: number
}

type Revoker = 'me' | 'sender' | 'admin'

export interface SealedAddOn {
  readonly use: AddOn
  readonly name: MessageName | undefined
  readonly payload: Uint8Array
  readonly iv: Uint8Array
}

export function createChanges(parts: {
  readonly book: Book
  readonly log: MessageLog
  readonly waiting: Waiting
  readonly ownAddresses: () => readonly Jid[]
}): Changes {
  const { book, log, waiting } = parts

  const find = (unit: UnitOfWork, { chatId, author, id }: Awaited) =>
    log.find(unit, chatId, author, id)

  /** Whether they may take back what somebody else wrote there. */
  async function isAdmin(unit: UnitOfWork, { ref, author }: Envelope): Promise<boolean> {
    // What one's own other devices could do, they were allowed to.
    if (author === 'me') return true
    const group = await book.group(unit, ref.chatId)
    const current = (await book.contact(unit, author))?.contactId
    for (const { contactId, role } of group?.members ?? []) {
      if (role === 'member') continue
      if ((await book.contact(unit, contactId))?.contactId === current) return true
    }
    return false
  }

  async function revokedBy(unit: UnitOfWork, envelope: Envelope, target: Awaited) {
    if (target.author === envelope.author) return envelope.author === 'me' ? 'me' : 'sender'
    const kind = (await book.chat(unit, envelope.ref.chatId))?.row.kind
    return kind === 'group' && (await isAdmin(unit, envelope)) ? 'admin' : undefined
  }

  async function erase(unit: UnitOfWork, key: MessageKey, by: Revoker): Promise<void> {
    unit.del('starred', key)
    await log.change(unit, key, (row) => revokedRow(row, by))
  }

  /** The addresses under which somebody may be named in a key of the message's secret. */
  async function namesOf(unit: UnitOfWork, author: 'me' | number): Promise<readonly string[]> {
    if (author === 'me') return parts.ownAddresses()
    const row = (await book.contact(unit, author))?.row
    return [row?.lid, row?.pn].filter((name) => name !== undefined)
  }

  return {
    async revoke(unit, envelope, name) {
      const target = await targetOf(unit, book, envelope, name)
      const by = target && (await revokedBy(unit, envelope, target))
      if (target === undefined || by === undefined) return
      const { atMs } = envelope
      const found = await find(unit, target)
      if (found === undefined) {
        await waiting.add(unit, target, (entry) =>
          withoutTakenBack({
            ...entry,
            revoke: {
              by: entry.revoke === undefined ? by : byOf(entry.revoke.by, by),
              atMs: Math.max(entry.revoke?.atMs ?? atMs, atMs),
            },
          }),
        )
      } else {
        // Whatever its time: rows of one's own have the device's clock, revokes the service's.
        const { deleted } = found.row
        const said = deleted === undefined ? by : byOf(deleted, by)
        if (said !== deleted) await erase(unit, found.key, said)
      }
    },

    async edit(unit, envelope, { name, message, atMs: told }) {
      const target = await targetOf(unit, book, envelope, name)
      if (target === undefined || target.author !== envelope.author) return
      const servedMs = envelope.atMs
      const edit = { bytes: encodeProto(MessageSchema, message), atMs: told || servedMs }
      const found = await find(unit, target)
      if (found === undefined) {
        const expiresAtMs = expiryOf(message, servedMs)
        const waits = { ...edit, servedMs, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) }
        await waiting.add(unit, target, (entry) =>
          isNewer(entry.edit, edit.atMs) ? withoutTakenBack({ ...entry, edit: waits }) : entry,
        )
      } else if (
        found.row.deleted === undefined &&
        isInWindow(found.key[1], servedMs) &&
        isNewer(found.row.edit, edit.atMs)
      ) {
        await log.change(unit, found.key, (row) => ({ ...row, edit }))
      }
    },

    async react(unit, envelope, { name, emoji, atMs: told }) {
      const target = await targetOf(unit, book, envelope, name)
      if (target === undefined) return
      const reaction: ReactionRow = { author: envelope.author, emoji, atMs: told || envelope.atMs }
      const found = await find(unit, target)
      if (found === undefined) {
        await waiting.add(unit, target, (entry) => ({
          ...entry,
          reactions: withReaction(entry.reactions, reaction) ?? entry.reactions ?? [],
        }))
      } else if (found.row.deleted === undefined) {
        const reactions = withReaction(found.row.reactions, reaction)
        if (reactions === undefined) return
        await log.change(unit, found.key, (row): MessageRow => ({ ...row, reactions }))
      }
    },

    async open(unit, envelope, { use, name, payload, iv }) {
      const target = await targetOf(unit, book, envelope, name)
      const secret = target && (await find(unit, target))?.row.secret
      if (target === undefined || secret === undefined) return undefined
      const authors = await namesOf(unit, target.author)
      const senders = await namesOf(unit, envelope.author)
      for (const author of authors) {
        // The two are never of different kinds (chapter 05 section 9).
        const sender = senders.find((one) => serverOf(one) === serverOf(author))
        if (sender === undefined) continue
        const about = { secret, messageId: target.id, author, sender }
        const opened = openOrNot(() => openAddOn(use, about, { payload, iv }))
        if (opened !== undefined) return opened
      }
      return undefined
    },
  }
}

/** Whoever wrote a message has taken it back, whether or not an admin has as well. */
function byOf(one: Revoker, other: Revoker): Revoker {
  return one === 'admin' ? other : one
}

/** An edit from before its message was taken back is of no use, and says what nobody is to read. */
function withoutTakenBack(entry: WaitingEntry): WaitingEntry {
  const { edit, revoke } = entry
  if (edit === undefined || revoke === undefined || edit.servedMs > revoke.atMs) return entry
  return without(entry, 'edit')
}

/** When an edit goes whose message never came. */
function expiryOf(message: Message, servedMs: number): number | undefined {
  const seconds = contextOf(unwrapMessage(message, false).message)?.expiration ?? 0
  return seconds === 0 ? undefined : servedMs + seconds * 1000
}

function serverOf(jid: string): string {
  return jid.slice(jid.indexOf('@'))
}

function isNewer(known: { readonly atMs: number } | undefined, atMs: number): boolean {
  return known === undefined || known.atMs < atMs
}

/** The newest of each person counts; undefined when nothing changes. One taken back stays as ''. */
function withReaction(
  known: readonly ReactionRow[] = [],
  reaction: ReactionRow,
): readonly ReactionRow[] | undefined {
  const before = known.find(({ author }) => author === reaction.author)
  const isLater =
    isNewer(before, reaction.atMs) ||
    // Two of one moment: whichever comes first, the same one is left.
    (before?.atMs === reaction.atMs && before.emoji < reaction.emoji)
  if (!isLater) return undefined
  return [...known.filter((one) => one !== before), reaction]
}

function openOrNot(open: () => Uint8Array): Uint8Array | undefined {
  try {
    return open()
  } catch (cause) {
    if (cause instanceof CryptoError) return undefined
    throw cause
  }
}

/**
 * What an encrypted edit puts in the place of a message: the edit inside of it, or all of it.
 * Undefined when it cannot be read.
 */
export function editedContent(bytes: Uint8Array): Message | undefined {
  try {
    const { message } = unwrapMessage(decodeProto(MessageSchema, bytes), false)
    return message.protocolMessage?.editedMessage ?? message
  } catch (cause) {
    if (cause instanceof ProtoError || cause instanceof FormatError) return undefined
    throw cause
  }
}

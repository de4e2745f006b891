import type { Clock, FetchMedia } from '../../platform/platform.ts'
import { type Jid, parseJid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { type PictureAnswer, parsePicture, pictureRequest } from '../../wire/stanza/picture.ts'
import { parsePictureChange } from '../../wire/stanza/pictureChange.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import type { Book } from '../chats/book.ts'
import type { Hash } from '../chats/hashes.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { Line } from '../talk/talk.ts'
import type { Trace } from '../traceRing.ts'
import type { UnitOfWork, Work } from '../work/work.ts'

/** A picture is asked about again after so long; changes are told by the service. */
const CHECK_EVERY_MS = 86_400_000
/** A profile picture has some tens of kilobytes; anything near this is not one. */
const LIMIT_BYTES = 1024 * 1024
/** Hidden, and none there (chapter 06 section 4). */
const NO_PICTURE = [401, 404]

/** Whose picture: a person's, or that of a chat that is no person. */
type Subject =
  | { readonly of: 'person'; readonly id: number }
  | { readonly of: 'chat'; readonly id: number }

export interface PicturesParts {
  readonly clock: Clock
  readonly work: Work
  readonly book: Book
  readonly addressKey: Hash
  readonly fetchMedia: FetchMedia
  readonly line: () => Line | undefined
  readonly trace: Trace
  readonly onBroken: (cause: unknown) => void
}

/** Pictures of people and groups, fetched when somebody looks, kept as they were last seen. */
export interface Pictures {
  /** These chats are on a screen: their pictures are asked for, unless that was done lately. */
  look(chatIds: readonly number[]): void
  /** The bytes of a picture as views name it, when they are not stored. */
  readonly fetch: (name: string, large: boolean) => Promise<Uint8Array | undefined>
  /** Takes `<notification type="picture">` in a unit. Throws StanzaError. */
  readonly take: (unit: UnitOfWork, stanza: WireNode) => Promise<void>
  stop(): void
}

/** The pictures of one account's people and groups. */
export function createPictures(parts: PicturesParts): Pictures {
  const { clock, work, book } = parts
  const wanted = new Map<string, Subject>()
  /** Subjects that were asked about on behalf of this engine, by name. */
  const checkedMs = new Map<string, number>()
  let running: Promise<void> | undefined
  let stopped = false

  /** Where a picture is asked for, and what is known of it. */
  async function facts(subject: Subject) {
    if (subject.of === 'chat') {
      const chat = await book.chat(work.reader, subject.id)
      if (chat?.row.kind !== 'group') return undefined
      return { target: parseJid(chat.row.jid), pictureId: chat.row.pictureId, id: chat.chatId }
    }
    const person = await book.contact(work.reader, subject.id)
    const address = person?.row.lid ?? person?.row.pn
    if (person === undefined || address === undefined) return undefined
    const { pictureId, pictureCheckedMs, tcToken } = person.row
    const target = parseJid(address)
    const token = book.isMe(target) ? undefined : tcToken?.token
    return { target, pictureId, pictureCheckedMs, token, id: person.contactId }
  }

  async function ask(
    line: Line,
    target: Jid,
    known: string | undefined,
    wish: { readonly large?: boolean; readonly token?: Uint8Array },
  ): Promise<PictureAnswer> {
    try {
      return parsePicture(await line.request((id) => pictureRequest(id, target, known, wish)))
    } catch (cause) {
      if (cause instanceof RequestError && NO_PICTURE.includes(cause.refusal)) {
        return { kind: 'none' }
      }
      throw cause
    }
  }

  async function check(subject: Subject, line: Line): Promise<void> {
    const known = await facts(subject)
    if (known === undefined) return
    const { target, pictureId, token } = known
    const answer = await ask(line, target, pictureId, token === undefined ? {} : { token })
    checkedMs.set(nameOf(subject), clock.now())
    if (answer.kind !== 'found') {
      await keep(subject, answer.kind === 'none' ? undefined : pictureId)
      return
    }
    const bytes = await parts.fetchMedia(answer.url, LIMIT_BYTES)
    await keep(subject, answer.id, bytes)
  }

  /** Stores what a picture is now; the bytes of the one before go. */
  async function keep(subject: Subject, pictureId?: string, bytes?: Uint8Array): Promise<void> {
    const now = clock.now()
    await work.run(async (unit) => {
      const before = await change(unit, subject, pictureId, now)
      if (before !== undefined && before !== pictureId) await forget(unit, subject, before)
      if (pictureId === undefined || bytes === undefined) return
      unit.put('pictures', await rowKey(subject, pictureId, 'preview'), { id: pictureId, bytes })
    })
  }

  /** Gives the id of the picture before. Nothing is written where nothing changed. */
  async function change(
    unit: UnitOfWork,
    { of, id }: Subject,
    pictureId: string | undefined,
    nowMs: number | undefined,
  ): Promise<string | undefined> {
    const picture = pictureId === undefined ? {} : { pictureId }
    if (of === 'chat') {
      const chat = await book.chat(unit, id)
      if (chat !== undefined && chat.row.pictureId !== pictureId) {
        await book.changeChat(unit, chat.chatId, ({ pictureId: _before, ...row }) => ({
          ...row,
          ...picture,
        }))
      }
      return chat?.row.pictureId
    }
    const person = await book.contact(unit, id)
    await book.changeContact(unit, id, ({ pictureId: _before, ...row }) => ({
      ...row,
      ...picture,
      ...(nowMs === undefined ? {} : { pictureCheckedMs: nowMs }),
    }))
    return person?.row.pictureId
  }

  async function forget(unit: UnitOfWork, subject: Subject, pictureId: string): Promise<void> {
    for (const size of ['preview', 'large'] as const) {
      unit.del('pictures', await rowKey(subject, pictureId, size))
    }
  }

  function rowKey(subject: Subject, pictureId: string, size: 'preview' | 'large'): Promise<string> {
    return parts.addressKey(`${size}|${nameOf(subject)}-${pictureId}`)
  }

  async function checkAll(): Promise<void> {
    for (const [name, subject] of wanted) {
      const line = parts.line()
      if (line === undefined || stopped) return
      wanted.delete(name)
      try {
        await check(subject, line)
      } catch (cause) {
        if (cause instanceof RequestError && cause.code === 'closed') return
        parts.trace({ step: 'request-failed', what: 'picture', code: codeOf(cause) })
        // A service or a host that has enough of it is left alone; who looks again asks again.
        wanted.clear()
      }
    }
  }

  function start(): void {
    if (running !== undefined || stopped || wanted.size === 0) return
    running = checkAll()
      .catch(parts.onBroken)
      .finally(() => {
        running = undefined
      })
  }

  async function want(chatIds: readonly number[]): Promise<void> {
    for (const chatId of chatIds) {
      const chat = await book.chat(work.reader, chatId)
      if (chat === undefined) continue
      const { kind, contactId } = chat.row
      const subject: Subject | undefined =
        kind === 'group'
          ? { of: 'chat', id: chat.chatId }
          : contactId === undefined
            ? undefined
            : { of: 'person', id: contactId }
      if (subject === undefined) continue
      const known = await facts(subject)
      const lastMs = Math.max(known?.pictureCheckedMs ?? 0, checkedMs.get(nameOf(subject)) ?? 0)
      if (clock.now() - lastMs >= CHECK_EVERY_MS) wanted.set(nameOf(subject), subject)
    }
    start()
  }

  return {
    look: (chatIds) => void want(chatIds).catch(parts.onBroken),
    async fetch(name, large) {
      const named = /^([pg])(\d+)-(.+)$/.exec(name)
      const line = parts.line()
      if (named === null || line === undefined) return undefined
      const [, kind, id, pictureId = ''] = named
      const subject: Subject = { of: kind === 'p' ? 'person' : 'chat', id: Number(id) }
      const known = await facts(subject)
      if (known === undefined) return undefined
      const wish = { large, ...(known.token === undefined ? {} : { token: known.token }) }
      try {
        const answer = await ask(line, known.target, undefined, wish)
        if (answer.kind !== 'found') return undefined
        const bytes = await parts.fetchMedia(answer.url, LIMIT_BYTES)
        if (answer.id === pictureId) {
          const key = await rowKey(subject, pictureId, large ? 'large' : 'preview')
          await work.run(async (unit) => unit.put('pictures', key, { id: pictureId, bytes }))
        }
        return bytes
      } catch (cause) {
        parts.trace({ step: 'request-failed', what: 'picture', code: codeOf(cause) })
        return undefined
      }
    },
    async take(unit, stanza) {
      const { of, removed } = parsePictureChange(stanza)
      const chat = await book.findChat(unit, of)
      const group = chat && (await book.chat(unit, chat.chatId))
      const contactId = await book.findContact(unit, of)
      const subject: Subject | undefined =
        group?.row.kind === 'group'
          ? { of: 'chat', id: group.chatId }
          : contactId === undefined
            ? undefined
            : { of: 'person', id: contactId }
      if (subject === undefined) return
      if (removed) {
        const before = await change(unit, subject, undefined, undefined)
        if (before !== undefined) await forget(unit, subject, before)
        return
      }
      unit.after(() => {
        wanted.set(nameOf(subject), subject)
        start()
      })
    },
    stop() {
      stopped = true
      wanted.clear()
    },
  }
}

/** As views name it, without the id of the picture. */
function nameOf({ of, id }: Subject): string {
  return `${of === 'person' ? 'p' : 'g'}${id}`
}

/** What went wrong, for the trace. Failures of media hosts come from the browser's own side. */
function codeOf(cause: unknown): number | string {
  if (cause instanceof RequestError) return cause.refusal || cause.code
  if (cause instanceof StanzaError) return cause.message
  return cause instanceof Error ? cause.name : typeof cause
}

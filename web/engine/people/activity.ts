import type { ActivityView, PersonView } from '../../bridge/chatViews.ts'
import type { EngineEvent } from '../../bridge/contract.ts'
import type { Clock } from '../../platform/platform.ts'
import { type Jid, parseJid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { parseChatState } from '../../wire/stanza/chatstate.ts'
import { parsePresence, presenceSubscription } from '../../wire/stanza/incomingPresence.ts'
import type { Book } from '../chats/book.ts'
import type { Line } from '../talk/talk.ts'
import type { RowReader } from '../work/work.ts'

/** Somebody who types tells so again within this time, or has stopped (chapter 06 section 2). */
const TYPING_MS = 25_000

export interface ActivityParts {
  readonly clock: Clock
  readonly book: Book
  readonly reader: RowReader
  readonly person: (contactId: number) => Promise<PersonView>
  readonly line: () => Line | undefined
  /** Whether the service thinks that somebody is here; it tells of others only then. */
  readonly available: () => boolean
  readonly tell: (...events: readonly EngineEvent[]) => void
}

/** Who is here and who writes, as told on this connection. Nothing of it is stored. */
export interface Activity {
  /** Takes `presence` and `chatstate`; false for any other. Throws StanzaError. */
  take(stanza: WireNode): Promise<boolean>
  /** A window shows these chats and no others. */
  watch(windowId: string, chatIds: readonly number[]): Promise<void>
  /** Somebody wrote: what they were typing is this. */
  wrote(chatId: number, contactId: number): void
  /** Subscribes for the chats that are shown; call it when the own presence became available. */
  subscribe(): Promise<void>
  windowGone(windowId: string): void
  /** The connection is gone, and with it all that was told. */
  lost(): void
}

interface Writer {
  readonly person: PersonView
  readonly audio: boolean
  readonly cancel: () => void
}

type Presence = NonNullable<ActivityView['presence']>

/** The activity in the chats of one account. */
export function createActivity(parts: ActivityParts): Activity {
  const { clock, book, reader } = parts
  const writers = new Map<number, Writer[]>()
  const presences = new Map<number, Presence>()
  const watched = new Map<string, readonly number[]>()
  const subscribed = new Set<Jid>()

  async function chatOf(jid: Jid): Promise<number | undefined> {
    return (await book.findChat(reader, jid))?.chatId
  }

  function tellOf(chatId: number): void {
    const typing = (writers.get(chatId) ?? []).map(({ person, audio }) => ({ person, audio }))
    const presence = presences.get(chatId)
    const activity = { chatId, typing, ...(presence === undefined ? {} : { presence }) }
    parts.tell({ type: 'activity', activity })
  }

  function stopWriting(chatId: number, contactId: number): boolean {
    const before = writers.get(chatId) ?? []
    const found = before.find(({ person }) => person.contactId === contactId)
    if (found === undefined) return false
    found.cancel()
    const left = before.filter((writer) => writer !== found)
    if (left.length === 0) writers.delete(chatId)
    else writers.set(chatId, left)
    return true
  }

  function wrote(chatId: number, contactId: number): void {
    if (stopWriting(chatId, contactId)) tellOf(chatId)
  }

  async function takeChatState(stanza: WireNode): Promise<void> {
    const { from, participant, activity } = parseChatState(stanza)
    const chatId = await chatOf(from)
    const contactId = await book.findContact(reader, participant ?? from)
    if (chatId === undefined || contactId === undefined) return
    const person = await parts.person(contactId)
    if (activity === 'paused') return wrote(chatId, person.contactId)
    stopWriting(chatId, person.contactId)
    const cancel = clock.after(TYPING_MS, () => wrote(chatId, person.contactId))
    const writer = { person, audio: activity === 'recording', cancel }
    writers.set(chatId, [...(writers.get(chatId) ?? []), writer])
    tellOf(chatId)
  }

  async function takePresence(stanza: WireNode): Promise<void> {
    const { from, available, lastSec, online } = parsePresence(stanza)
    // How many of a group are there is not shown.
    if (online !== undefined) return
    const chatId = await chatOf(from)
    if (chatId === undefined) return
    if (available) presences.set(chatId, { at: 'online' })
    else {
      presences.set(chatId, {
        at: 'away',
        ...(lastSec === undefined ? {} : { lastSeenMs: lastSec * 1000 }),
      })
      for (const { person } of writers.get(chatId) ?? []) stopWriting(chatId, person.contactId)
    }
    tellOf(chatId)
  }

  async function subscribeTo(chatId: number): Promise<void> {
    const line = parts.line()
    const chat = await book.chat(reader, chatId)
    if (line === undefined || chat?.row.kind !== 'direct' || !parts.available()) return
    const jid = parseJid(chat.row.jid)
    if (subscribed.has(jid)) return
    subscribed.add(jid)
    const { contactId } = chat.row
    const person = contactId === undefined ? undefined : await book.contact(reader, contactId)
    line.send(presenceSubscription(jid, person?.row.tcToken?.token))
  }

  async function subscribe(): Promise<void> {
    const chatIds = new Set([...watched.values()].flat())
    for (const chatId of chatIds) await subscribeTo(chatId)
  }

  return {
    async take(stanza) {
      if (stanza.tag === 'presence') await takePresence(stanza)
      else if (stanza.tag === 'chatstate') await takeChatState(stanza)
      else return false
      return true
    },
    async watch(windowId, chatIds) {
      watched.set(windowId, chatIds)
      // What was told before this window looked is told again.
      for (const chatId of chatIds) tellOf(chatId)
      await subscribe()
    },
    wrote,
    subscribe,
    windowGone: (windowId) => void watched.delete(windowId),
    lost() {
      const shown = new Set([...writers.keys(), ...presences.keys()])
      for (const { cancel } of [...writers.values()].flat()) cancel()
      writers.clear()
      presences.clear()
      subscribed.clear()
      for (const chatId of shown) tellOf(chatId)
    },
  }
}

import type { WireNode } from '../../../web/wire/node/node.ts'
import type { DeviceEvent } from '../device/core.ts'
import type { DeviceLine } from '../deviceLine.ts'
import { createPrimary, type Primary } from '../history/primary.ts'
import type { Memory } from '../history/remembered.ts'
import { type PastRecord, recordOf } from '../history/record.ts'
import type { GivenPiece } from '../history/shipping.ts'
import type { HistoryWish } from '../history/wish.ts'
import { createLane, type Lane } from '../lane.ts'
import type { PhoneLine } from '../line.ts'
import type { PersonState } from '../person.ts'
import type { PhoneBook } from '../phones.ts'
import type { Book } from './book.ts'
import type { PeopleState } from './peopleState.ts'
import type { PeopleWorld, Person } from './person.ts'

/** The phones' other half: what they do for their companions. */
export interface Primaries {
  /** Listens for the owner's companions. Call it again when owners come or change. */
  watch(): void
  /** What an owner's phone remembers of before; nothing in a sandbox without history. */
  past(owner: Person): Memory | undefined
  /** The same however much it is, for tests. */
  record(owner: Person): PastRecord | undefined
  /** Gives pieces of history to all companions of an owner. */
  give(owner: Person, pieces: readonly GivenPiece[]): Promise<void>
  /** Something reached an owner's phone. */
  take(owner: Person, event: DeviceEvent): void
  close(): void
}

/** A longer past is for companions only: the phone's own page is not made for it. */
const MOST_SHOWN = 200
const MOST_LINES_SHOWN = 20_000
/** Receipts between a phone and its companions. */
const ABOUT_HISTORY = new Set(['hist_sync', 'server-error'])

export function createPrimaries(parts: {
  readonly world: PeopleWorld
  readonly line: PhoneLine
  readonly devices: DeviceLine
  readonly phones: PhoneBook
  readonly book: Book
  readonly state: PeopleState
  readonly history: HistoryWish | 'none'
  readonly seed: number
  readonly background: (what: string, work: Promise<unknown>) => void
  /** A companion has got its history for the first time. */
  readonly settled: (owner: Person) => void
}): Primaries {
  const { world, line, phones, book, state, history, background } = parts
  const made = new WeakMap<Person, { readonly primary: Primary; readonly inTurn: Lane }>()
  const listening = new Map<string, () => void>()
  /** Companions that can be written to and were not seen to yet: the phone may not know them yet. */
  const waiting = new Set<string>()

  const ownerState = (id: string): PersonState | undefined =>
    phones.owners().find((owner) => owner.id === id)

  function primaryOf(owner: Person): { readonly primary: Primary; readonly inTurn: Lane } {
    const known = made.get(owner)
    if (known !== undefined) return known
    const kept = state.phones.get(owner.id)
    if (kept === undefined) throw new RangeError(`${owner.id} has no device`)
    const primary = createPrimary({
      world,
      line: parts.devices,
      book,
      owner,
      kept,
      companions: () => ownerState(owner.id)?.companions ?? [],
      wish: history === 'none' ? {} : history,
      seed: parts.seed,
    })
    const entry = { primary, inTurn: createLane() }
    made.set(owner, entry)
    return entry
  }

  function seeTo(owner: Person): void {
    for (const companion of ownerState(owner.id)?.companions ?? []) {
      if (!waiting.delete(companion.jid) || history === 'none') continue
      const { primary, inTurn } = primaryOf(owner)
      const work = inTurn(async () => {
        if (await primary.ready(companion)) parts.settled(owner)
      })
      background('history', work)
    }
  }

  /** Not in turn: the rest of a large past is on its way meanwhile. */
  function receipt(owner: Person, stanza: WireNode): void {
    background('history receipt', primaryOf(owner).primary.receipt(stanza))
  }

  return {
    watch() {
      for (const { id, number } of phones.owners()) {
        if (!listening.has(id)) {
          const stop = line.listen(number, (event) => {
            const owner = book.people.find((person) => person.id === id)
            if (event.type !== 'ready' || owner === undefined) return
            waiting.add(event.device)
            seeTo(owner)
          })
          listening.set(id, stop)
        }
        const owner = book.people.find((person) => person.id === id)
        if (owner !== undefined) seeTo(owner)
      }
    },
    past(owner) {
      if (history === 'none' || !owner.isPhone) return undefined
      const memory = primaryOf(owner).primary.memory()
      const lines = memory.chats.reduce((sum, { count }) => sum + count, 0)
      const isTooMuch = memory.chats.length > MOST_SHOWN || lines > MOST_LINES_SHOWN
      return isTooMuch ? undefined : memory
    },
    record(owner) {
      if (history === 'none' || !owner.isPhone) return undefined
      return recordOf(primaryOf(owner).primary.memory(), history)
    },
    give: (owner, pieces) => primaryOf(owner).primary.give(pieces),
    take(owner, event) {
      if (event.type === 'receipt' && ABOUT_HISTORY.has(event.stanza.attrs['type'] ?? '')) {
        receipt(owner, event.stanza)
      }
      if (event.type === 'message' && event.message.isPeer) {
        const { primary } = primaryOf(owner)
        background('peer request', primary.peer(event.message))
      }
    },
    close() {
      for (const stop of listening.values()) stop()
    },
  }
}

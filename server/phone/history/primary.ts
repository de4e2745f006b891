import type { WireNode } from '../../../web/wire/node/node.ts'
import type { HeardContent } from '../device/core.ts'
import type { DeviceLine } from '../deviceLine.ts'
import type { CompanionState, PersonState } from '../person.ts'
import type { Book } from '../people/book.ts'
import type { PhoneDeviceState } from '../people/peopleState.ts'
import type { Person, PeopleWorld } from '../people/person.ts'
import { type HistoryChunk, historyChunks } from './chunks.ts'
import { createPeerRequests } from './peerRequests.ts'
import { inTurns } from './breath.ts'
import { planning } from './plan.ts'
import { type Memory, remember, remembering } from './remembered.ts'
import { createShipping, type GivenPiece } from './shipping.ts'
import type { HistoryWish } from './wish.ts'

/** A phone as the primary device of its companions. */
export interface Primary {
  /** A companion is active. True when it is new. */
  ready(companion: CompanionState): Promise<boolean>
  receipt(stanza: WireNode): Promise<void>
  peer(message: HeardContent): Promise<void>
  memory(): Memory
  /** Pieces of history that somebody else made, for all companions. */
  give(pieces: readonly GivenPiece[]): Promise<void>
}

/** What a phone does for its companions beside sending and reading: history, keys, answers. */
export function createPrimary(parts: {
  readonly world: PeopleWorld
  readonly line: DeviceLine
  readonly book: Book
  readonly owner: Person
  readonly kept: PhoneDeviceState
  readonly companions: () => PersonState['companions']
  readonly wish: HistoryWish
  readonly seed: number
}): Primary {
  const { world, line, book, owner, kept, wish, seed } = parts
  const { randomBytes, now, save } = world
  const device = owner.device()
  /** Made anew when people or groups come or change. */
  let cached: { readonly about: string; readonly memory: Memory } | undefined

  const aboutNow = (): string =>
    [
      owner.facts().name,
      book.people.length,
      ...book.groups.map(({ members }) => members.length),
    ].join(' ')

  /** The past ends where the phone began to live. */
  const options = () => ({ wish, seed, untilSec: Math.floor(kept.sinceMs / 1000) })

  const memory = (): Memory => {
    const about = aboutNow()
    if (cached?.about !== about) cached = { about, memory: remember(book, owner, options()) }
    return cached.memory
  }

  /** Cut anew when more was said: a large past is not cut at each receipt. */
  let planned: { readonly about: string; readonly chunks: readonly HistoryChunk[] } | undefined

  /** What a companion is told, and what that depends on. */
  function wishOf(companion: CompanionState): {
    readonly about: string
    readonly wish: HistoryWish
  } {
    const { state } = device.core
    const full = wish.full === true || companion.fullHistory === true
    const about = [aboutNow(), full, state.heard.at(-1)?.id, state.sent.at(-1)?.id].join(' ')
    return { about, wish: { ...wish, full } }
  }

  /** Everything that a companion is told, cut while others have their turn. */
  async function chunksFor(companion: CompanionState): Promise<readonly HistoryChunk[]> {
    const about = aboutNow()
    if (cached?.about !== about) {
      cached = { about, memory: await inTurns(remembering(book, owner, options())) }
    }
    const { memory: now } = cached
    const { about: of, wish: wanted } = wishOf(companion)
    if (planned?.about !== of) {
      const plan = await inTurns(planning(now, wanted))
      planned = { about: of, chunks: historyChunks(now, wanted, plan) }
    }
    return planned.chunks
  }

  const shipping = createShipping({
    device,
    line,
    shipped: kept.shipped,
    randomBytes,
    now,
    save,
    chunks: chunksFor,
    before: (companion) => requests.shareKeys(companion),
  })
  const requests = createPeerRequests({
    device,
    randomBytes,
    memory,
    shipping,
    keys: () => [
      {
        keyId: { keyId: kept.appStateKey.id },
        keyData: {
          keyData: kept.appStateKey.data,
          fingerprint: { rawId: 1, currentIndex: 0, deviceIndexes: [0] },
          timestamp: BigInt(kept.sinceMs),
        },
      },
    ],
  })

  return {
    memory,
    ready: (companion) => shipping.ready(companion),
    receipt: (stanza) => shipping.receipt(stanza, parts.companions()),
    give: (pieces) => shipping.give(parts.companions(), pieces),
    async peer(message) {
      const companion = parts.companions().find(({ jid }) => isSender(owner, jid, message.sender))
      if (companion !== undefined) await requests.take(message, companion)
    },
  }
}

/** Whether a companion kept by number sent something under either address. */
function isSender({ account }: Person, companion: string, sender: string): boolean {
  if (companion === sender) return true
  const [, device = ''] = companion.split(/[:@]/)
  return sender === `${account.lid.replace('@', `:${device}@`)}`
}

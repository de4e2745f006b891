import type { AccountStore } from '../../storage/accountStore.ts'
import type { Write } from '../../storage/rows.ts'
import { compareKeys, type RowRange } from '../../storage/readRows.ts'
import type { MessageKey, MessageRow } from '../../storage/talkRows.ts'
import { fingerprint } from './fingerprint.ts'
import { createFoldWatch } from './foldWatch.ts'
import { type Journal, type MessageWrite, openJournal } from './journal.ts'
import type { Entry } from './pageCodec.ts'
import { createPageSource, type Damage } from './pageSource.ts'
import { type PagePlan, planFold } from './planFold.ts'
import { isWithin, readIds, readPlaces, readStretch, type Stretch } from './streamReads.ts'
import { isTombstone } from './tombstone.ts'

const END = Number.MAX_SAFE_INTEGER

/** Messages as they are committed: those in pages, and over them the journal. */
export interface MessageReader {
  get(key: MessageKey): Promise<MessageRow | undefined>
  getMany(keys: readonly MessageKey[]): Promise<(MessageRow | undefined)[]>
  range(range: RowRange<'messages'>): Promise<Entry[]>
  /** Everything of a stream that has one of these ids, tombstones too. */
  withIds(streamId: number, ids: readonly string[]): Promise<Entry[]>
}

/** All messages of an account. */
export interface MessagePages extends MessageReader {
  /**
   * What has to be stored so that these changes last: a row of the journal, or, with `fold`, the pages
   * of all that is not in them yet. Nothing has changed before the plan is told that it is stored.
   */
  plan(writes: readonly MessageWrite[], fold: boolean): Promise<PagePlan>
  /** How many changes lie in the journal. */
  waiting(): Promise<number>
  /** Others wrote: what is kept in memory is read anew. */
  forget(): void
}

export interface PagesParts {
  readonly store: AccountStore
  readonly now: () => number
  readonly randomBytes: (length: number) => Uint8Array
  readonly breathe: (() => Promise<void>) | undefined
  /** Told once of each; a fold then sets it aside. */
  readonly onDamage: (damage: Damage | { readonly journal: number }) => void
}

/** What is known once the store was asked for the first time. */
interface Opened {
  readonly journal: Journal
  readonly seed: readonly [number, number]
  /** Not stored yet: goes with the first fold. */
  seedIsNew: boolean
}

/** See `MessagePages`. */
export function createMessagePages(parts: PagesParts): MessagePages {
  const { store } = parts
  const folds = createFoldWatch()
  let seed: readonly [number, number] = [0, 0]
  let opening: Promise<Opened> | undefined
  /** Of the last opening. */
  let current: Opened | undefined
  /** Pages and records that could not be read, until a fold has dealt with them. */
  const damaged = new Map<string, MessageKey>()

  function onDamage(damage: Damage | { readonly journal: number }): void {
    if (!('journal' in damage)) {
      const key = 'page' in damage ? damage.page : damage.record
      const name = `${Object.keys(damage)[0]}${key.join()}`
      if (damaged.has(name)) return
      damaged.set(name, key)
    }
    parts.onDamage(damage)
  }

  const source = createPageSource({
    store,
    seed: () => seed,
    watch: (streamId) => folds.watch(streamId),
    onDamage,
  })

  async function open(): Promise<Opened> {
    const stored = await store.get('account', 'pages')
    const random = new DataView(new Uint8Array(parts.randomBytes(8)).buffer)
    seed = stored?.seed ?? [random.getUint32(0), random.getUint32(4)]
    const journal = await openJournal(store, onDamage)
    return { journal, seed, seedIsNew: stored === undefined }
  }

  function opened(): Promise<Opened> {
    if (opening === undefined) {
      const began = open()
      opening = began
      began.then(
        (state) => {
          if (opening === began) current = state
        },
        () => {
          if (opening === began) opening = undefined
        },
      )
    }
    return opening
  }

  function forget(): void {
    opening = undefined
    current = undefined
    source.forget()
    damaged.clear()
    folds.forget()
  }

  /** Something is stored. What was forgotten meanwhile may have been read again too early. */
  function settled(state: Opened): void {
    if (current !== state) forget()
  }

  /** What a stream's journal says over what its pages say. */
  function over(entries: readonly Entry[], own: readonly MessageWrite[]): Entry[] {
    const hidden = new Set(own.map(({ key }) => String(key)))
    const merged = entries.filter(({ key }) => !hidden.has(String(key)))
    for (const { key, row } of own) if (row !== undefined) merged.push({ key, row })
    return merged
  }

  async function stretchOf(stretch: Stretch, most: number): Promise<Entry[]> {
    return await folds.steady(stretch.from[0], async () => {
      const { journal } = await opened()
      const own = journal.of(stretch.from[0]).filter(({ key }) => isWithin(key, stretch))
      const entries = await readStretch(source, stretch, most + own.length)
      if (own.length === 0) return entries.slice(0, most)
      const sign = stretch.newestFirst === true ? -1 : 1
      return over(entries, own)
        .filter(({ row }) => !isTombstone(row))
        .sort((one, other) => sign * compareKeys(one.key, other.key))
        .slice(0, most)
    })
  }

  /** Streams between two ends that have messages, in the order asked for. */
  async function streamsOf(range: RowRange<'messages'>): Promise<number[]> {
    const { journal } = await opened()
    const from = range.from?.[0] ?? 0
    const to = range.to?.[0] ?? END
    if (from === to) return [from]
    const streams = [...(await source.streams()), ...journal.streams()]
    const between = streams.filter((stream) => stream >= from && stream <= to)
    const sign = range.newestFirst === true ? -1 : 1
    return [...new Set(between)].sort((one, other) => sign * (one - other))
  }

  async function getMany(keys: readonly MessageKey[]): Promise<(MessageRow | undefined)[]> {
    const found = new Map<string, MessageRow>()
    for (const streamId of new Set(keys.map(([stream]) => stream))) {
      const own = keys.filter(([stream]) => stream === streamId)
      const names = new Set(own.map(String))
      const entries = await folds.steady(streamId, async () => {
        const { journal } = await opened()
        const changed = journal.of(streamId).filter(({ key }) => names.has(String(key)))
        return over([...(await readPlaces(source, own)).values()], changed)
      })
      for (const { key, row } of entries) if (!isTombstone(row)) found.set(String(key), row)
    }
    return keys.map((key) => found.get(String(key)))
  }

  return {
    getMany,
    get: async (key) => (await getMany([key]))[0],
    async range(range) {
      const { limit = Infinity } = range
      const found: Entry[] = []
      for (const stream of await streamsOf(range)) {
        if (found.length >= limit) break
        const { from, to } = range
        const stretch: Stretch = {
          ...range,
          from: from?.[0] === stream ? from : [stream, 0, 0],
          openFrom: from?.[0] === stream && range.openFrom === true,
          to: to?.[0] === stream ? to : [stream, END, END],
          openTo: to?.[0] === stream && range.openTo === true,
        }
        found.push(...(await stretchOf(stretch, limit - found.length)))
      }
      return found
    },
    async withIds(streamId, given) {
      const ids = new Set(given)
      if (ids.size === 0) return []
      return await folds.steady(streamId, async () => {
        const { journal } = await opened()
        const prints = [...ids].map((id) => fingerprint(id, seed))
        const own = journal.of(streamId)
        const entries = over(await readIds(source, streamId, ids, prints), own)
        return entries.filter(({ row }) => ids.has(row.id))
      })
    },
    async plan(writes, fold) {
      const state = await opened()
      const { journal } = state
      if (!fold) {
        if (writes.length === 0) return NOTHING
        const number = journal.next()
        const row = { writes }
        return {
          ...NOTHING,
          writes: [{ put: 'journal', key: number, row }],
          begin: () => (stored) => {
            if (!stored) return
            journal.add(number, row)
            settled(state)
          },
        }
      }
      const keys = [...damaged.values()]
      const plan = await planFold(source, { ...parts, seed }, journal.all(), writes, keys)
      const seedWrites: readonly Write[] = state.seedIsNew
        ? [{ put: 'account', key: 'pages', row: { seed } }]
        : []
      return {
        ...plan,
        writes: [...plan.writes, ...seedWrites],
        begin() {
          const end = folds.begin(plan.streams)
          return (stored) => {
            if (stored) {
              source.folded(plan.after)
              journal.clear()
              for (const [name, key] of damaged) if (keys.includes(key)) damaged.delete(name)
              state.seedIsNew = false
            }
            end(stored)
            if (stored) settled(state)
          }
        },
      }
    },
    waiting: async () => (await opened()).journal.size(),
    forget,
  }
}

const NOTHING: PagePlan = { writes: [], changes: [], begin: () => () => {} }

import { breathe } from '../../web/platform/browser/breathe.ts'
import { createBook } from '../../web/engine/chats/createBook.ts'
import { createLog } from '../../web/engine/chats/createLog.ts'
import { nextIds } from '../../web/engine/chats/ids.ts'
import { createSearch } from '../../web/engine/search/createSearch.ts'
import { searchableOf } from '../../web/engine/search/searchText.ts'
import { createWork } from '../../web/engine/work/createWork.ts'
import { marksOf, needlesOf } from '../../web/search/needles.ts'
import { openAccountStore } from '../../web/storage/accountStore.ts'
import type { MessageKey } from '../../web/storage/talkRows.ts'
import { parseJid } from '../../web/wire/jid.ts'
import { encodeProto } from '../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../web/wire/proto/gen/message_pb.ts'

/*
 * An account with many messages and the rooms that search it, without the rest of the engine. Runs in
 * a page of the app.
 */

const ME = { pn: parseJid('15550000001@s.whatsapp.net'), lid: parseJid('90000001@lid') }
const CHATS = 40
const MESSAGES_A_UNIT = 500
const WORDS = 20_000
const FIRST_MS = 1_500_000_000_000
const STEP_MS = 60_000

/** How long it took to store so many messages, in commits of 500, and until they were in the index. */
export interface Filled {
  readonly storedMs: number
  readonly indexedMs: number
}

/** What a search for the newest 50 took, and how many it found. */
export interface Searched {
  readonly ms: number
  /** Until the first part of the answer. */
  readonly firstMs: number
  readonly hits: number
  readonly longestPartMs: number
}

export interface SearchAccount {
  fill(count: number): Promise<Filled>
  search(text: string): Promise<Searched>
  /** The same by a look at every message. */
  scan(text: string): Promise<Searched>
  indexBytes(): Promise<{ readonly blocks: number; readonly segments: number }>
  close(): Promise<void>
}

/** Opens an account of its own in this browser. `indexed`: false stores the messages alone. */
export async function openSearchAccount(name: string, indexed: boolean): Promise<SearchAccount> {
  const random = seeded(7)
  const store = await openAccountStore({
    accountId: name,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    wrapping: 'stored',
    idb: indexedDB,
    subtle: crypto.subtle,
  })
  const clock = {
    now: () => Date.now(),
    after(delayMs: number, task: () => void) {
      const timer = setTimeout(task, delayMs)
      return () => clearTimeout(timer)
    },
  }
  const addressKey = (text: string) => store.addressKey(text)
  const work = createWork({
    store,
    clock,
    breathe,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  })
  const book = createBook({ addressKey, own: () => ME })
  const log = createLog({ addressKey, book })
  await work.own()
  const rows = work.reader
  const parts = { work, book, log, store, clock, rows, breathe, trace: () => {} }
  const search = indexed
    ? await createSearch({
        ...parts,
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
        onError(cause) {
          throw cause
        },
      })
    : undefined
  search?.start()
  const texts = createTexts(random)
  let made = 0

  async function writeSome(streams: readonly number[], authors: readonly number[], count: number) {
    await work.run(async (unit) => {
      const seq = await nextIds(unit, 'seq', count)
      const stream = streams[made % streams.length] ?? 1
      for (let at = 0; at < count; at++) {
        const key: MessageKey = [stream, FIRST_MS + made * STEP_MS, seq + at]
        const author = at % 3 === 0 ? 'me' : (authors[made % authors.length] ?? 1)
        const bytes = encodeProto(MessageSchema, { conversation: texts(made) })
        unit.put('messages', key, { id: `3EB0${made}`, author, rev: 1, bytes })
        made += 1
      }
    })
  }

  return {
    async fill(count) {
      const people = await work.run(async (unit) => {
        const refs: { stream: number; contact: number }[] = []
        for (let at = 0; at < CHATS; at++) {
          const jid = parseJid(`1555${1_000_000 + at}@s.whatsapp.net`)
          const { streamId } = await book.chatOf(unit, jid)
          refs.push({ stream: streamId, contact: await book.contactOf(unit, jid) })
        }
        return refs
      })
      const streams = people.map(({ stream }) => stream)
      const authors = people.map(({ contact }) => contact)
      const beganMs = performance.now()
      for (let left = count; left > 0; left -= MESSAGES_A_UNIT) {
        await writeSome(streams, authors, Math.min(MESSAGES_A_UNIT, left))
      }
      const storedMs = performance.now() - beganMs
      await search?.settle()
      return { storedMs, indexedMs: performance.now() - beganMs }
    },
    async search(text) {
      let next: string | undefined
      let hits = 0
      let firstMs = 0
      let longestPartMs = 0
      const beganMs = performance.now()
      do {
        const partMs = performance.now()
        const cursor = next === undefined ? {} : { next }
        const result = await search?.answer({
          ask: 'search',
          wish: { text },
          count: 50 - hits,
          ...cursor,
        })
        if (result?.ok !== true) throw new Error('the search failed')
        hits += result.answer.hits.length
        next = result.answer.next
        longestPartMs = Math.max(longestPartMs, performance.now() - partMs)
        if (firstMs === 0) firstMs = performance.now() - beganMs
      } while (next !== undefined && hits < 50)
      return { ms: performance.now() - beganMs, firstMs, hits, longestPartMs }
    },
    async scan(text) {
      const needles = needlesOf(text)
      const beganMs = performance.now()
      let hits = 0
      let from: MessageKey | undefined
      for (;;) {
        const bound = from === undefined ? {} : { from, openFrom: true }
        const slice = await rows.range('messages', { ...bound, limit: 1000 })
        for (const { row } of slice) {
          const found = searchableOf(row)
          if (found !== undefined && marksOf(found.text, needles) !== undefined) hits += 1
        }
        from = slice.at(-1)?.key
        if (from === undefined) break
      }
      const ms = performance.now() - beganMs
      return { ms, firstMs: ms, hits, longestPartMs: ms }
    },
    async indexBytes() {
      const keys = await store.count('searchSegments')
      const head = await store.get('searchHeads', 0)
      return { blocks: keys, segments: head?.segments.length ?? 0 }
    },
    async close() {
      await search?.stop()
      await work.stop()
      await store.erase()
    },
  }
}

/** Texts of usual words and rare ones; each 40th is about apples, each 2000th about quinces. */
function createTexts(random: () => number): (at: number) => string {
  const words = Array.from(
    { length: WORDS },
    (_, at) => `${((at * 7919) % 1e6).toString(36)}${'aeiou'[at % 5]}`,
  )
  const word = () => words[Math.floor(random() ** 3 * WORDS)] ?? ''
  return (at) => {
    const some = Array.from({ length: 3 + Math.floor(random() * 14) }, word)
    if (at % 40 === 0) some.push('Äpfel apples')
    if (at % 2000 === 0) some.push('quinces 東京')
    some.push('the')
    return some.join(' ')
  }
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

import { type FakeTalk, openFakeTalk, textBytes } from './fakeTalk.ts'
import type { SearchHit, SearchWish } from '../../web/bridge/archive.ts'
import { settleQuickly } from '../../web/platform/fakes.ts'
import type { MessageKey } from '../../web/storage/talkRows.ts'
import { parseJid } from '../../web/wire/jid.ts'
import type { ChatRef } from '../../web/engine/chats/book.ts'
import type { NewMessage } from '../../web/engine/chats/log.ts'
import { createSearch, type Search } from '../../web/engine/search/createSearch.ts'

/** For tests: conversations with a search over them, on a store in memory. */
export interface SearchTalk extends FakeTalk {
  readonly search: Search
  /** What the trace told of the index. */
  readonly damaged: number[]
  chat(number: number): Promise<{ readonly ref: ChatRef; readonly contactId: number }>
  say(ref: ChatRef, text: string, more?: Partial<NewMessage>): Promise<MessageKey>
  /** All hits, in parts of so many. */
  find(wish: SearchWish | string, count?: number): Promise<SearchHit[]>
  readonly unindexed: () => Promise<number>
  /** Lets time go by: journal, drops and segments come to rest. */
  rest(ms?: number): Promise<void>
  /** A new engine on what is stored. The old one stops first, or is left as it is: it crashed. */
  again(how: 'stop' | 'crash'): Promise<SearchTalk>
}

/** No test has more hits than that. */
const MOST_PARTS = 2_000

export const openSearchTalk = async (): Promise<SearchTalk> => searchOn(await openFakeTalk())

async function searchOn(talk: FakeTalk): Promise<SearchTalk> {
  const { work, book, log, store, clock } = talk
  const damaged: number[] = []
  await work.own()
  const search = await createSearch({
    work,
    book,
    log,
    store,
    clock,
    rows: work.reader,
    randomBytes: (length) => new Uint8Array(length).fill(7),
    breathe: () => new Promise((resolve) => void setTimeout(resolve, 0)),
    trace: (step) => void (step.step === 'search-damaged' && damaged.push(step.segment)),
    onError: (cause) => {
      throw cause
    },
  })
  await work.bringForward()
  search.start()
  let named = 0

  async function part(wish: SearchWish, count: number, next: string | undefined) {
    const result = await search.answer({ ask: 'search', wish, count, ...(next ? { next } : {}) })
    if (!result.ok) throw new Error(`the search failed: ${JSON.stringify(result.error)}`)
    return result.answer
  }

  return {
    ...talk,
    search,
    damaged,
    chat: (number) =>
      work.run(async (unit) => {
        const jid = parseJid(`1555000${number}@s.whatsapp.net`)
        return { ref: await book.chatOf(unit, jid), contactId: await book.contactOf(unit, jid) }
      }),
    say: (ref, text, more = {}) =>
      work.run((unit) =>
        log.append(unit, ref, {
          id: `ID${clock.now()}.${(named += 1)}`,
          author: 'me',
          atMs: clock.now(),
          bytes: textBytes(text),
          ...more,
        }),
      ),
    async find(given, count = 50) {
      const wish = typeof given === 'string' ? { text: given } : given
      const hits: SearchHit[] = []
      let next: string | undefined
      let parts = 0
      do {
        const answer = await part(wish, count, next)
        hits.push(...answer.hits)
        next = answer.next
        if (++parts > MOST_PARTS) throw new Error('the answer does not end')
      } while (next !== undefined)
      return hits
    },
    unindexed: async () => (await part({ text: 'x' }, 1, undefined)).unindexed,
    async rest(ms = 60_000) {
      for (let left = ms; left > 0; left -= 2_500) {
        await clock.advance(2_500)
        await work.idle()
        await search.idle()
        await settleQuickly()
      }
    },
    async again(how) {
      if (how === 'stop') {
        await search.stop()
        await work.stop()
      }
      return await searchOn(await talk.restart())
    },
  }
}

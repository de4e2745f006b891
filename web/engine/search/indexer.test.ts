import { expect, test } from 'vitest'
import { openSearchTalk, type SearchTalk } from '../../../e2e/node/searchTalk.ts'
import { StorageError } from '../../storage/errors.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import type { ChatRef } from '../chats/book.ts'
import type { UnitOfWork } from '../work/work.ts'
import { storedTerms } from './testTerms.ts'

/** Minutes go by. */
const PATIENCE_MS = 60_000
/** So many changed messages go into pages at once. */
const A_FOLD = 60

/** Messages that have their words in a segment; each text is a word. */
async function stored(talk: SearchTalk, ref: ChatRef, words: readonly string[]) {
  const keys: MessageKey[] = []
  for (const word of words) keys.push(await talk.say(ref, word))
  await talk.rest(10_000)
  await talk.search.settle()
  return keys
}

const wordsOf = (name: string) => Array.from({ length: A_FOLD }, (_, at) => `${name}${at}`)

async function removeAll(
  talk: SearchTalk,
  unit: UnitOfWork,
  keys: readonly MessageKey[],
): Promise<void> {
  for (const key of keys) await talk.log.remove(unit, key)
}

test(
  'a message that goes while drops leave the segments leaves those that were passed too',
  async () => {
    const talk = await openSearchTalk()
    const { ref } = await talk.chat(1001)
    const [zebra, ...first] = await stored(talk, ref, ['zebra', 'wolf', ...wordsOf('one')])
    const [yak] = await stored(talk, ref, ['yak', 'bear'])
    if (zebra === undefined || yak === undefined) throw new Error('nothing was said')
    const commit = talk.store.commit.bind(talk.store)
    let late: Promise<void> | undefined
    Object.assign(talk.store, {
      commit: async (...args: Parameters<typeof commit>) => {
        const changesSecond = args[0].some(
          (write) => 'put' in write && write.put === 'searchSegments' && write.key[0] === 2,
        )
        if (changesSecond) late ??= talk.work.run((unit) => removeAll(talk, unit, first))
        await commit(...args)
      },
    })
    await talk.work.run((unit) => removeAll(talk, unit, [zebra, yak]))
    await talk.rest()
    expect(late).toBeDefined()
    const terms = await storedTerms(talk.store)
    for (const gone of ['zebra', 'yak', 'wolf', 'one7']) expect(terms).not.toContain(gone)
    expect(terms).toContain('bear')
    expect(await talk.store.count('searchQueue')).toBe(0)
  },
  PATIENCE_MS,
)

test(
  'a message that goes in the commit that stores its segment leaves it',
  async () => {
    const talk = await openSearchTalk()
    const { ref } = await talk.chat(1001)
    const run = talk.work.run.bind(talk.work)
    const keys: MessageKey[] = []
    for (const word of ['bear', ...wordsOf('one')]) keys.push(await talk.say(ref, word))
    await talk.rest(10_000)
    let late: Promise<void> | undefined
    Object.assign(talk.work, {
      run: ((task, wish) => {
        const done = run(task, wish)
        if (wish?.relaxed === true) late ??= run((unit) => removeAll(talk, unit, keys.slice(1)))
        return done
      }) satisfies typeof run,
    })
    await talk.search.settle()
    expect(late).toBeDefined()
    await talk.rest()
    const terms = await storedTerms(talk.store)
    expect(terms).toContain('bear')
    expect(terms).not.toContain('one7')
  },
  PATIENCE_MS,
)

test(
  'words that have to go do not wait until a full disk takes what is new',
  async () => {
    const talk = await openSearchTalk()
    const { ref } = await talk.chat(1001)
    const [zebra] = await stored(talk, ref, ['zebra', 'bear'])
    if (zebra === undefined) throw new Error('nothing was said')
    const commit = talk.store.commit.bind(talk.store)
    Object.assign(talk.store, {
      async commit(...args: Parameters<typeof commit>) {
        const isNew = args[0].some(
          (write) => 'put' in write && write.put === 'searchSegments' && write.key[0] > 1,
        )
        if (isNew) throw new StorageError('quota', 'the disk is full')
        await commit(...args)
      },
    })
    await talk.work.run((unit) => removeAll(talk, unit, [zebra]))
    await talk.say(ref, 'yak')
    await talk.rest(7_500)
    talk.search.flush()
    await talk.rest()
    expect(await storedTerms(talk.store)).toContain('bear')
    expect(await storedTerms(talk.store)).not.toContain('zebra')
  },
  PATIENCE_MS,
)

test(
  'blocks that count no more go before all messages are looked through',
  async () => {
    const talk = await openSearchTalk()
    const { ref } = await talk.chat(1001)
    await stored(talk, ref, ['zebra', 'bear'])
    await talk.work.run(async (unit) => unit.del('searchHeads', 0))
    const next = await talk.again('stop')
    const range = next.work.reader.range.bind(next.work.reader)
    let left: string[] | undefined
    Object.assign(next.work.reader, {
      range: async (...args: Parameters<typeof range>) => {
        if (args[0] === 'messages') left ??= await storedTerms(next.store)
        return await range(...args)
      },
    })
    await next.rest()
    expect(left).toEqual([])
    expect(await next.find('zebra')).toHaveLength(1)
  },
  PATIENCE_MS,
)

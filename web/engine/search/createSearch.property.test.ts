import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textBytes } from '../../../e2e/node/fakeTalk.ts'
import { openSearchTalk } from '../../../e2e/node/searchTalk.ts'
import { marksOf, needlesOf } from '../../search/needles.ts'
import { texts, wishes } from '../../search/testTexts.ts'
import type { MessageKey } from '../../storage/talkRows.ts'
import { messageKeyText } from '../chats/messageKey.ts'

interface Said {
  readonly key: MessageKey
  text: string
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('say' as const),
      chat: fc.integer({ min: 0, max: 1 }),
      texts: fc.array(texts(4), { minLength: 1, maxLength: 60 }),
      backMs: fc.integer({ min: 0, max: 100_000 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('edit' as const), which: fc.nat(), text: texts(4) }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('tick' as const), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('remove' as const), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('rest' as const),
      ms: fc.constantFrom(2_500, 7_500, 30_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('again' as const),
      how: fc.constantFrom('stop' as const, 'crash' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('flush' as const) }) },
)

test('an account is searched as if each message were looked at, whatever happened to it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 20 }),
      fc.array(wishes, { minLength: 1, maxLength: 2 }),
      async (steps, asked) => {
        let talk = await openSearchTalk()
        const chats = [await talk.chat(1001), await talk.chat(1002)]
        const said: Said[] = []
        let id = 0
        const check = async () => {
          for (const wish of asked) {
            const needles = needlesOf(wish)
            if (needles.length === 0) continue
            const wanted = said
              .filter(({ text }) => marksOf(text, needles) !== undefined)
              .toSorted((one, other) => other.key[1] - one.key[1] || other.key[2] - one.key[2])
              .map(({ key }) => messageKeyText(key))
            const hits = await talk.find(wish, 20)
            expect(hits.map(({ key }) => key)).toEqual(wanted)
          }
        }
        for (const one of steps) {
          const at = 'which' in one ? one.which % Math.max(1, said.length) : 0
          const old = said[at]
          switch (one.what) {
            case 'say': {
              const { ref } = chats[one.chat] ?? chats[0] ?? (await talk.chat(1001))
              const keys = await talk.work.run((unit) =>
                one.texts.reduce<Promise<MessageKey[]>>(async (before, text, order) => {
                  const keys = await before
                  const atMs = talk.clock.now() - one.backMs + order
                  id += 1
                  const bytes = textBytes(text)
                  keys.push(
                    await talk.log.append(unit, ref, { id: `M${id}`, author: 'me', atMs, bytes }),
                  )
                  return keys
                }, Promise.resolve([])),
              )
              for (const [order, key] of keys.entries())
                said.push({ key, text: one.texts[order] ?? '' })
              break
            }
            case 'edit':
              if (old === undefined) break
              old.text = one.text
              await talk.work.run((unit) =>
                talk.log.change(unit, old.key, (row) => ({
                  ...row,
                  edit: { bytes: textBytes(one.text), atMs: 1 },
                })),
              )
              break
            case 'tick':
              if (old === undefined) break
              await talk.work.run((unit) =>
                talk.log.change(unit, old.key, (row) => ({ ...row, ticks: 'read' })),
              )
              break
            case 'remove':
              if (old === undefined) break
              said.splice(at, 1)
              await talk.work.run((unit) => talk.log.remove(unit, old.key))
              break
            case 'rest':
              await talk.rest(one.ms)
              break
            case 'flush':
              talk.search.flush()
              break
            case 'again':
              talk = await talk.again(one.how)
              break
          }
          await check()
        }
        await talk.rest(20_000)
        await check()
        expect(await talk.unindexed()).toBe(0)
      },
    ),
    { numRuns: 10 },
  )
}, 120_000)

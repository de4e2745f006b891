import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeJid, type Jid } from '../../wire/jid.ts'
import { openFakeTalk, textBytes, type FakeTalk } from '../../../e2e/node/fakeTalk.ts'

const PEOPLE = 3

const pnOf = (person: number) => makeJid(`1555000100${person}`, 's.whatsapp.net')
const lidOf = (person: number) => makeJid(`8000100${person}`, 'lid')

type Step =
  | { readonly what: 'pair'; readonly person: number; readonly weak: boolean }
  | {
      readonly what: 'message'
      readonly person: number
      readonly by: 'pn' | 'lid' | 'both'
      readonly atMs: number
      readonly mine: boolean
    }
  | { readonly what: 'name'; readonly person: number; readonly by: 'pn' | 'lid' }

const person = fc.nat({ max: PEOPLE - 1 })
const step = fc.oneof(
  fc.record({ what: fc.constant('pair' as const), person, weak: fc.boolean() }),
  fc.record({
    what: fc.constant('message' as const),
    person,
    by: fc.constantFrom('pn' as const, 'lid' as const, 'both' as const),
    atMs: fc.integer({ min: 1, max: 50 }),
    mine: fc.boolean(),
  }),
  fc.record({
    what: fc.constant('name' as const),
    person,
    by: fc.constantFrom('pn' as const, 'lid' as const),
  }),
)

async function take({ work, book, log }: FakeTalk, one: Step, id: string): Promise<void> {
  const [pn, lid] = [pnOf(one.person), lidOf(one.person)]
  await work.run(async (unit) => {
    if (one.what === 'pair') {
      await book.learn(unit, pn, lid, one.weak ? 'weak' : 'strong')
      return
    }
    if (one.what === 'name') {
      const contactId = await book.contactOf(unit, one.by === 'pn' ? pn : lid)
      await book.name(unit, contactId, 'push', `Person ${one.person}`)
      return
    }
    const jid: Jid = one.by === 'pn' ? pn : lid
    const ref = await book.chatOf(unit, jid, one.by === 'both' ? pn : undefined)
    const author = one.mine ? 'me' : await book.contactOf(unit, jid)
    // The same message again, as after a lost answer.
    if ((await log.find(unit, ref.chatId, author, id)) !== undefined) return
    const bytes = textBytes(id)
    await log.append(unit, ref, { id, author, atMs: one.atMs, bytes, counts: !one.mine })
  })
}

/** What a person sees: chats in order, each with its messages, names and counts. */
async function seenIn({ work, book, log }: FakeTalk) {
  const { reader } = work
  const chats = await reader.range('chats', {})
  return await Promise.all(
    chats.map(async ({ key, row }) => {
      const found = await log.older(reader, key, 100)
      const messages = found.map(({ key: at, row: message }) => `${at[1]} ${message.id}`)
      const contact =
        row.contactId === undefined ? undefined : await book.contact(reader, row.contactId)
      return {
        messages: messages.toSorted(),
        unread: row.unread,
        sortMs: row.sortMs,
        last: row.last?.key[1],
        jid: row.jid,
        names: contact?.row.names,
      }
    }),
  ).then((list) => list.toSorted((one, other) => (one.jid < other.jid ? -1 : 1)))
}

describe('chats and mappings', () => {
  it('come out the same in every order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 14 }).chain((steps) =>
          fc.tuple(
            fc.constant(steps),
            fc.shuffledSubarray(
              steps.map((_, at) => at),
              { minLength: steps.length },
            ),
          ),
        ),
        async ([steps, order]) => {
          const [straight, shuffled] = [await openFakeTalk(), await openFakeTalk()]
          for (const [at, one] of steps.entries()) await take(straight, one, `M${at}`)
          for (const at of order) {
            const one = steps[at]
            if (one !== undefined) await take(shuffled, one, `M${at}`)
          }
          // In the end every pair is known; each message comes once more.
          for (const talk of [straight, shuffled]) {
            for (let who = 0; who < PEOPLE; who++) {
              await take(talk, { what: 'pair', person: who, weak: false }, '')
            }
            for (const [at, one] of steps.entries()) {
              if (one.what === 'message') await take(talk, one, `M${at}`)
            }
          }
          const seen = await seenIn(straight)
          expect(await seenIn(shuffled)).toEqual(seen)
          expect(await seenIn(await shuffled.restart())).toEqual(seen)
          const talkedTo = new Set(
            steps.flatMap((one) => (one.what === 'message' ? [one.person] : [])),
          )
          expect(seen).toHaveLength(talkedTo.size)
          const count = steps.filter(({ what }) => what === 'message').length
          expect(seen.flatMap(({ messages }) => messages)).toHaveLength(count)
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)
})

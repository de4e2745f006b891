import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { manualClock, settleQuickly } from '../../web/platform/fakes.ts'
import { passUntil } from './talkChaos/crowd.ts'
import { createLives, type Lives } from './talkChaos/lives.ts'
import { start } from './talkChaos/stop.ts'
import { buildTalkTown, type Talker, textOf } from './talkTown.ts'

vi.setConfig({ testTimeout: 300_000 })

/** An engine of an account, and the chat with the other account in it. */
interface Party {
  readonly me: Talker
  readonly lives: Lives
  readonly chatId: number
  /** What was asked of an engine and not answered: asked again of the next one. */
  readonly open: Set<string>
}

const QUIET_MS = 300_000
const acts = fc.array(
  fc.record({
    who: fc.nat(2),
    does: fc.constantFrom('says', 'says', 'says', 'says', 'is killed', 'is cut off', 'rests'),
  }),
  { minLength: 16, maxLength: 24 },
)

function ask({ me, open, chatId }: Party, text: string): Promise<void> {
  open.add(text)
  const command = { type: 'sendText', clientId: text, chatId, text } as const
  return me.run(command).then((result) => {
    expect(result.ok).toBe(true)
    open.delete(text)
  })
}

async function shownOnce({ me, chatId }: Party, texts: readonly string[]): Promise<boolean> {
  const shown = (await me.messages(chatId)).filter(({ content }) => content.kind !== 'system')
  const seen = shown.map(({ content }) => textOf(content)).toSorted()
  return JSON.stringify(seen) === JSON.stringify([...texts].toSorted())
}

it('two accounts, one of them in two browsers, read each message once through drops and restarts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000_000), acts, async (seed, plan) => {
      const clock = manualClock(1_767_225_600_000, settleQuickly)
      const town = await buildTalkTown(seed, { clock })
      const [ours] = town.phones.list()
      const theirs = await town.phones.add({ name: 'Noor' })
      if (ours === undefined) throw new Error('a town has a phone')
      const parties: Party[] = []
      for (const [own, other] of [
        [ours, theirs],
        [ours, theirs],
        [theirs, ours],
      ] as const) {
        const lives = createLives(() => town.service, clock)
        const me = await town.linked(lives.options, own.id)
        await passUntil({ clock }, 2_000, () => false)
        parties.push({ me, lives, chatId: await me.chatWith(other.number), open: new Set() })
      }
      const texts: string[] = []
      for (const [turn, { who, does }] of plan.entries()) {
        const party = parties[who]
        if (party === undefined) continue
        if (does === 'says') {
          texts.push(`${who} says ${turn}`)
          void ask(party, `${who} says ${turn}`)
        } else if (does === 'is cut off') party.lives.cut()
        else if (does === 'rests') await passUntil({ clock }, 1_000, () => false)
        else {
          party.lives.kill()
          await start({ me: party.me, clock })
          for (const text of party.open) await ask(party, text)
        }
        await settleQuickly()
      }
      const allShown = async () => {
        for (const party of parties) if (!(await shownOnce(party, texts))) return false
        return true
      }
      await passUntil({ clock }, QUIET_MS, allShown)
      for (const { me, chatId } of parties) {
        const shown = (await me.messages(chatId)).filter(({ content }) => content.kind !== 'system')
        expect(shown.map(({ content }) => textOf(content)).toSorted()).toEqual(texts.toSorted())
        await me.running.engine.retire()
      }
      await town.people.idle()
      expect(town.service.ledger.failures).toEqual([])
      await town.close()
    }),
    { numRuns: Number(process.env['RUNS'] ?? 4), seed: 4 },
  )
})

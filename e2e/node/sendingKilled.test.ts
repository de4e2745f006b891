import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { until } from '../../web/platform/fakes.ts'
import { createKillSwitch } from './killSwitch.ts'
import { buildTalkTown, type TalkTown } from './talkTown.ts'

vi.setConfig({ testTimeout: 400_000 })

let town: TalkTown

afterEach(async () => {
  await town.people.idle()
  expect(town.service.ledger.failures).toEqual([])
  await town.close()
})

/** Where the first of a life's messages stood when its engine was killed. */
type Stage = 'unknown' | 'composed' | 'encrypted' | 'acknowledged'

const STEPS = 24

it('an engine that is killed between any two steps of sending loses nothing and doubles nothing', async () => {
  const seed = Number(process.env['SEED'] ?? 11)
  town = await buildTalkTown(seed)
  const kill = createKillSwitch(() => town.service)
  const me = await town.linked(kill.options)
  const ben = await town.people.add({ name: 'Ben', companions: 1 })
  const cid = await town.people.add({ name: 'Cid' })
  await town.people.group({ subject: 'Moon', members: [ben.id, cid.id, 'phone-1'] })
  const group = await me.groupChat()
  const direct = await me.chatWith(ben.number)
  const stages = new Map<Stage, number>()
  const draws = fc.sample(fc.integer({ min: 0, max: STEPS }), { numRuns: 40, seed })
  const all: { readonly text: string; readonly chatId: number }[] = []

  async function stageOf(text: string): Promise<Stage> {
    const store = await me.browser.openStore()
    const rows = (await store.getAll('outbox')).map(({ row }) => row)
    const acts = await store.get('acts', await store.addressKey(`act|${text}`))
    store.close()
    if (acts === undefined) return 'unknown'
    const mine = rows.filter(({ plan }) => (plan as { what: string }).what === 'message')
    if (mine.length === 0) return 'acknowledged'
    return mine[0]?.stanza === undefined ? 'composed' : 'encrypted'
  }

  for (const [turn, steps] of draws.entries()) {
    const texts = [
      { text: `direct ${turn}`, chatId: direct },
      { text: `group ${turn}`, chatId: group },
    ]
    all.push(...texts)
    const killed = kill.arm(steps)
    for (const { text, chatId } of texts) void me.sendText(chatId, text, { clientId: text })
    await Promise.race([killed, town.people.idle().then(() => until(() => true, 'a moment'))])
    kill.disarm()
    const stage = await stageOf(texts[0]?.text ?? '')
    stages.set(stage, (stages.get(stage) ?? 0) + 1)
    await me.restart()
    // What a window was not answered it asks again, under the same name.
    for (const { text, chatId } of texts) await me.sendText(chatId, text, { clientId: text })
  }
  for (const chatId of [direct, group]) {
    await me.sees(chatId, 'everything sent', (messages) =>
      messages.every(({ ticks, content }) => content.kind !== 'text' || ticks === 'delivered'),
    )
  }
  await town.people.idle()
  await me.running.engine.retire()
  for (const { text, chatId } of all) {
    for (const { id } of chatId === direct ? [ben] : [ben, cid]) {
      for (const { messages } of town.people.heard(id)) {
        const found = messages.filter((message) => message.text === text)
        expect(
          found.map(({ times }) => times),
          `${text} at ${id}`,
        ).toEqual([1])
      }
    }
  }
  process.stdout.write(`stages hit: ${JSON.stringify(Object.fromEntries(stages))}\n`)
  for (const stage of ['unknown', 'composed', 'encrypted', 'acknowledged'] as const) {
    expect(stages.get(stage) ?? 0, stage).toBeGreaterThan(0)
  }
})

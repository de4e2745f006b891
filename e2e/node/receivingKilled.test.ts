import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import type { MessageView } from '../../web/bridge/chatViews.ts'
import { settle } from '../../web/platform/fakes.ts'
import { createKillSwitch } from './killSwitch.ts'
import { storedMessages } from './storedMessages.ts'
import { buildTalkTown, type TalkTown, textOf } from './talkTown.ts'

vi.setConfig({ testTimeout: 600_000 })

let town: TalkTown

afterEach(async () => {
  await town.people.idle()
  expect(town.service.ledger.failures).toEqual([])
  await town.close()
})

/** Where the newest message stood when its engine was killed. */
type Stage = 'received' | 'committed' | 'answered'

const STEPS = 9

const textsOf = (messages: readonly MessageView[]) =>
  messages.filter(({ content }) => content.kind !== 'system').map(({ content }) => textOf(content))

it('an engine that is killed between any two steps of receiving loses nothing and doubles nothing', async () => {
  const seed = Number(process.env['SEED'] ?? 5)
  const kills = Number(process.env['KILLS'] ?? 40)
  town = await buildTalkTown(seed)
  const kill = createKillSwitch(() => town.service)
  const me = await town.linked(kill.options)
  const ben = await town.people.add({ name: 'Ben', companions: 1 })
  await town.people.group({ subject: 'Moon', members: [ben.id, 'phone-1'] })
  const group = await me.groupChat()
  const direct = await me.chatWith(ben.number)
  const moon = town.people.groups()[0]?.id ?? ''
  const stages = new Map<Stage, number>()
  const draws = fc.sample(
    fc.record({ steps: fc.integer({ min: 0, max: STEPS }), trick: fc.nat(5) }),
    {
      numRuns: kills,
      seed,
    },
  )
  const said = new Map<number, string[]>([
    [direct, []],
    [group, []],
  ])

  async function say(chatId: number, text: string): Promise<void> {
    said.get(chatId)?.push(text)
    await town.people.say(ben.id, chatId === direct ? 'phone-1' : moon, text)
  }

  /** Long enough for everything that goes on by itself. */
  async function quiet(): Promise<void> {
    for (let turn = 0; turn < 12; turn++) await settle()
    await town.people.idle()
  }

  async function stageOf(chatId: number, text: string): Promise<Stage> {
    const chat = chatId === direct ? 'phone-1' : moon
    const id = town.people.conversation(ben.id, chat).find((line) => line.text === text)?.id
    const store = await me.browser.openStore()
    const ids = await storedMessages(store)
    store.close()
    if (!ids.some(({ row }) => row.id === id)) return 'received'
    return town.service.view().queued.length === 0 ? 'answered' : 'committed'
  }

  /** Everything that was said so far is there once. */
  async function seesAll(): Promise<void> {
    for (const [chatId, all] of said) {
      const texts = all.slice(-40)
      const seen = await me.sees(chatId, 'everything that was said', (messages) => {
        const shown = textsOf(messages).slice(-texts.length)
        return texts.every((text) => shown.includes(text))
      })
      expect(new Set(textsOf(seen)).size).toBe(textsOf(seen).length)
    }
  }

  for (const [turn, { steps, trick }] of draws.entries()) {
    if (trick === 0) town.people.trick(ben.id, 'tampered', 1)
    if (trick === 1) town.people.trick(ben.id, 'twice', 1)
    if (trick === 2) await town.people.forget(ben.id)
    const killed = kill.arm(steps)
    const chatId = turn % 2 === 0 ? direct : group
    await say(chatId, `text ${turn}`)
    await Promise.race([killed, quiet()])
    kill.disarm()
    const stage = await stageOf(chatId, `text ${turn}`)
    stages.set(stage, (stages.get(stage) ?? 0) + 1)
    await me.restart()
    await seesAll()
  }
  await seesAll()
  await me.running.engine.retire()
  process.stdout.write(`stages hit: ${JSON.stringify(Object.fromEntries(stages))}\n`)
  for (const stage of ['received', 'committed', 'answered'] as const) {
    expect(stages.get(stage) ?? 0, stage).toBeGreaterThanOrEqual(Math.min(10, kills / 8))
  }
})

import { expect, it, vi } from 'vitest'
import type { ContentView, MessageView } from '../../web/bridge/chatViews.ts'
import type { PeopleControl } from '../../server/phone/people/control.ts'
import { buildTown, type RunningEngine, type Town } from './town.ts'

const wish = { chats: 7, messages: 9, bootstrapMessages: 3, chunkMessages: 20 }

function phoneOf(people: PeopleControl): string {
  const phone = people.list().find(({ isPhone }) => isPhone)
  if (phone === undefined) throw new Error('no phone')
  return phone.id
}

async function link(town: Town): Promise<RunningEngine> {
  const running = await town.browser().start()
  expect(await town.phones.scan(undefined, await running.code())).toMatchObject({ ok: true })
  await running.linked()
  return running
}

/** Waits, by the clock of the town, until the first history is through. */
async function historyThrough(town: Town, running: RunningEngine): Promise<void> {
  for (let second = 0; second < 300; second++) {
    const { history } = running.snapshot()
    if (history === undefined || history.at === 'done') return
    await town.clock.advance(1_000)
    // On a busy machine the phone needs more real time for a second than the clock does.
    await town.people.idle()
  }
  throw new Error(`history stays ${running.snapshot().history?.at}`)
}

async function shown({ engine }: RunningEngine, chatId: number): Promise<readonly MessageView[]> {
  const anchor = { at: 'latest' } as const
  const result = await engine.answer({ ask: 'messages', chatId, anchor, count: 200 })
  if (!result.ok || !('messages' in result.answer)) throw new Error('no messages')
  return result.answer.messages
}

const textOf = (content: ContentView) => (content.kind === 'text' ? [content.text] : [])

/** The texts of each chat by its title, as the companion shows them. */
async function shownTexts(running: RunningEngine): Promise<Map<string, readonly string[]>> {
  const rows = running.snapshot().chats?.rows ?? []
  const entries = rows.map(async ({ chatId, name }) => {
    const messages = await shown(running, chatId)
    return [name, messages.flatMap(({ content }) => textOf(content))] as const
  })
  return new Map(await Promise.all(entries))
}

const texts: ReadonlySet<string> = new Set(['conversation', 'extendedTextMessage'])

/** The same as the phone has it. */
function phoneTexts({ people }: Town): Map<string, readonly string[]> {
  const phone = phoneOf(people)
  return new Map(
    people.chats(phone, true).flatMap(({ chat, title }) => {
      const lines = people
        .conversation(phone, chat, true)
        .filter(({ kind, revoked }) => texts.has(kind) && !revoked)
      return lines.length === 0 ? [] : [[title, lines.map(({ text }) => text)]]
    }),
  )
}

/** People greet whoever is new, so that both go on growing for a moment. */
function showsWhatThePhoneHas(town: Town, running: RunningEngine): Promise<void> {
  return vi.waitFor(async () => expect(await shownTexts(running)).toEqual(phoneTexts(town)), {
    timeout: 20_000,
    interval: 100,
  })
}

it('the phone’s chats fill the list after a link, message for message', async () => {
  const town = await buildTown(1, { people: { cast: true, history: wish } })
  const running = await link(town)
  expect(running.snapshot().history).toBeDefined()
  await historyThrough(town, running)
  expect(phoneTexts(town).size).toBeGreaterThanOrEqual(wish.chats)
  await showsWhatThePhoneHas(town, running)
  for (const { name, nameSource } of running.snapshot().chats?.rows ?? []) {
    expect(name).not.toBe('')
    expect(['saved', 'subject', 'push', 'business']).toContain(nameSource)
  }
  expect(town.service.view().failures).toEqual([])
  await running.engine.retire()
})

it.each(['chunks-twice', 'chunks-reversed', 'blob-missing', 'blob-broken'] as const)(
  'with %s the same chats are there in the end, once',
  async (trick) => {
    const town = await buildTown(2, { people: { cast: true, history: wish } })
    town.people.trick(phoneOf(town.people), trick)
    const running = await link(town)
    await historyThrough(town, running)
    await showsWhatThePhoneHas(town, running)
    await running.engine.retire()
  },
)

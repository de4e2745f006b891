import { expect, it } from 'vitest'
import type { MessageView } from '../../web/bridge/chatViews.ts'
import { until } from '../../web/platform/fakes.ts'
import { buildTown, type RunningEngine } from './town.ts'

async function shown({ engine }: RunningEngine, chatId: number): Promise<readonly MessageView[]> {
  const anchor = { at: 'latest' } as const
  const result = await engine.answer({ ask: 'messages', chatId, anchor, count: 50 })
  if (!result.ok || !('messages' in result.answer)) throw new Error('no messages')
  return result.answer.messages
}

const texts = (messages: readonly MessageView[]) =>
  messages.flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []))

it('a contact writes, is answered, and each side has both once', async () => {
  const town = await buildTown(1, { people: 'none' })
  const ida = await town.people.add({ name: 'Ida', companions: 1 })
  const running = await town.browser().start()
  expect(await town.phones.scan(undefined, await running.code())).toMatchObject({ ok: true })
  await running.linked()
  const phone = town.people.list().find(({ isPhone }) => isPhone)
  if (phone === undefined) throw new Error('no phone')

  await town.people.say(ida.id, phone.id, 'Hello there')
  const { chats } = await running.reaches('a chat', ({ chats: list }) => list?.rows.length === 1)
  const [row] = chats?.rows ?? []
  if (row === undefined) throw new Error('no row')
  expect(row).toMatchObject({ kind: 'direct', unread: 1 })
  expect(texts(await shown(running, row.chatId))).toEqual(['Hello there'])

  const sent = await running.engine.run(
    { type: 'sendText', clientId: 'one', chatId: row.chatId, text: 'Hi Ida' },
    'window',
  )
  expect(sent).toEqual({ ok: true })
  await until(
    () =>
      town.people
        .heard(ida.id)
        .every(({ messages }) => messages.some(({ text }) => text === 'Hi Ida')),
    'heard by both devices',
    10_000,
  )
  for (const { messages } of town.people.heard(ida.id)) {
    expect(messages.filter(({ fromMe }) => !fromMe).map(({ times }) => times)).toEqual([1])
  }
  expect(texts(await shown(running, row.chatId))).toEqual(['Hello there', 'Hi Ida'])
  await running.engine.retire()
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import type { MessageView } from '../../web/bridge/chatViews.ts'
import type { EngineEvent } from '../../web/bridge/contract.ts'
import { settle } from '../../web/platform/fakes.ts'
import { buildTalkTown, type Talker, type TalkTown, textOf } from './talkTown.ts'

vi.setConfig({ testTimeout: 120_000 })

let town: TalkTown
let talkers: Talker[] = []

async function begin(seed = 1) {
  town = await buildTalkTown(seed)
  const talker = await town.linked()
  talkers = [talker]
  return talker
}

afterEach(async () => {
  for (const { running } of talkers) await running.engine.retire()
  await town.people.idle()
  expect(town.service.ledger.failures).toEqual([])
  await town.close()
})

/** The only chat of the list, once there is one. */
async function onlyChat({ running }: Talker): Promise<number> {
  const { chats } = await running.reaches('a chat', ({ chats: list }) => list?.rows.length === 1)
  return chats?.rows[0]?.chatId ?? 0
}

/** Waits until so many are unread. */
async function unread({ running }: Talker, chatId: number, count: number): Promise<void> {
  let found = -1
  const ask = async () => {
    const result = await running.engine.answer({ ask: 'chat', chatId })
    found = result.ok && 'row' in result.answer ? (result.answer.row?.unread ?? -1) : -1
  }
  const beganMs = performance.now()
  while (found !== count && performance.now() - beganMs < 20_000) {
    await ask()
    await settle()
  }
  expect(found).toBe(count)
}

const says = (messages: readonly MessageView[]) => messages.map(({ content }) => textOf(content))

const has = (...texts: readonly string[]) => {
  const wanted = JSON.stringify(texts)
  return (messages: readonly MessageView[]) => JSON.stringify(says(messages)) === wanted
}

describe('what a contact writes', () => {
  it('from any device and either address is one conversation', async () => {
    const me = await begin()
    const ben = await town.people.add({ name: 'Ben', companions: 1 })
    await town.people.say(ben.id, 'phone-1', 'from the phone')
    const chat = await onlyChat(me)
    await town.people.say(ben.id, 'phone-1', 'from the other', { device: ben.devices[1] ?? 0 })
    town.people.manner(ben.id, { addressing: 'number' })
    await town.people.say(ben.id, 'phone-1', 'to the number')
    const seen = await me.sees(
      chat,
      'all three',
      has('from the phone', 'from the other', 'to the number'),
    )
    expect(new Set(seen.map(({ sender }) => sender?.contactId)).size).toBe(1)
    await unread(me, chat, 3)
  })

  it('is edited, reacted to and taken back by its author', async () => {
    const me = await begin(2)
    const ben = await town.people.add({ name: 'Ben' })
    const { id } = await town.people.say(ben.id, 'phone-1', 'frist')
    const other = await town.people.say(ben.id, 'phone-1', 'wrong')
    const chat = await onlyChat(me)
    await town.people.edit(ben.id, 'phone-1', id, 'first')
    await town.people.react(ben.id, 'phone-1', id, '🌙')
    await town.people.revoke(ben.id, 'phone-1', other.id)
    const seen = await me.sees(chat, 'all of it', has('first', 'deleted'))
    expect(seen[0]).toMatchObject({ edited: true, reactions: [{ emoji: '🌙' }] })
    await town.clock.advance(1_000)
    await town.people.react(ben.id, 'phone-1', id, '')
    await me.sees(chat, 'taken back', ([first]) => first?.reactions.length === 0)
  })

  it('in a group is read with its key, also by those who join later', async () => {
    const me = await begin(3)
    const [ben, cid] = [
      await town.people.add({ name: 'Ben', companions: 1 }),
      await town.people.add({ name: 'Cid' }),
    ]
    const group = await town.people.group({ subject: 'Walks', members: [ben.id, 'phone-1'] })
    await town.people.say(ben.id, group.id, 'one')
    const { chats } = await me.running.reaches(
      'the group',
      ({ chats: list }) => list?.rows.some(({ kind }) => kind === 'group') === true,
    )
    const chat = chats?.rows.find(({ kind }) => kind === 'group')?.chatId ?? 0
    await town.people.say(ben.id, group.id, 'two')
    await town.people.member(ben.id, group.id, 'add', [cid.id])
    await town.people.say(cid.id, group.id, 'three')
    const texts = (messages: readonly MessageView[]) =>
      messages.filter(({ content }) => content.kind === 'text')
    const seen = await me.sees(chat, 'all', (messages) =>
      has('one', 'two', 'three')(texts(messages)),
    )
    expect(texts(seen).map(({ sender }) => sender?.name)).toEqual(['Ben', 'Ben', 'Cid'])
  })

  it('is one card of its kind when it is no text, and nothing is lost', async () => {
    const me = await begin(4)
    const ben = await town.people.add({ name: 'Ben' })
    await town.people.send(ben.id, 'phone-1', 'image')
    const chat = await onlyChat(me)
    for (const kind of ['poll', 'location', 'contact', 'sticker'] as const) {
      await town.people.send(ben.id, 'phone-1', kind)
    }
    const seen = await me.sees(chat, 'five cards', (messages) => messages.length === 5)
    expect(
      seen.map(({ content }) => (content.kind === 'card' ? content.card : content.kind)),
    ).toEqual(['image', 'poll', 'location', 'contact', 'sticker'])
  })
})

describe('what is no conversation between people', () => {
  it('has a place of its own: status posts, newsletters, calls', async () => {
    const me = await begin(12)
    const ben = await town.people.add({ name: 'Ben' })
    await town.people.say(ben.id, 'phone-1', 'one')
    const direct = await onlyChat(me)
    await town.people.status(ben.id, 'my day')
    await town.people.newsletter(ben.id, '120363000000000777@newsletter', 'news')
    const kinds = async () => {
      const query = { ask: 'chats', from: 0, count: 10 } as const
      const result = await me.running.engine.answer(query)
      return result.ok && 'rows' in result.answer ? result.answer.rows.map(({ kind }) => kind) : []
    }
    const beganMs = performance.now()
    while ((await kinds()).length < 3 && performance.now() - beganMs < 20_000) await settle()
    expect((await kinds()).toSorted()).toEqual(['direct', 'newsletter', 'status'])
    const call = await town.people.call(ben.id, 'phone-1', { video: true })
    await town.people.hangUp(ben.id, 'phone-1', call.id)
    await me.sees(direct, 'a missed call', (messages) =>
      messages.some(
        ({ content }) => content.kind === 'system' && content.event.what === 'missed-call',
      ),
    )
  })
})

describe('messages that disappear', () => {
  it('say so, and go from every store when it is time', async () => {
    const me = await begin(13)
    const ben = await town.people.add({ name: 'Ben' })
    await town.people.say(ben.id, 'phone-1', 'stays')
    const chat = await onlyChat(me)
    await town.people.timer(ben.id, 'phone-1', 90)
    await town.people.say(ben.id, 'phone-1', 'goes')
    const seen = await me.sees(chat, 'all three', has('stays', 'system', 'goes'))
    expect(seen[2]?.expiresAtMs).toBe((seen[2]?.atMs ?? 0) + 90_000)
    const asked = await me.running.engine.answer({ ask: 'chat', chatId: chat })
    expect(asked).toMatchObject({ answer: { row: { disappearingSec: 90 } } })
    await town.clock.advance(90_000 + 60_000)
    await me.sees(chat, 'gone', has('stays', 'system'))
  })
})

describe('what cannot be read', () => {
  it('is asked for again and filled in where it stands', async () => {
    const me = await begin(5)
    const ben = await town.people.add({ name: 'Ben' })
    await town.people.say(ben.id, 'phone-1', 'one')
    const chat = await onlyChat(me)
    town.people.trick(ben.id, 'tampered', 1)
    await town.people.say(ben.id, 'phone-1', 'two')
    await town.people.say(ben.id, 'phone-1', 'three')
    await me.sees(chat, 'all of it', has('one', 'two', 'three'))
    expect(me.running.trace.filter(({ step }) => step === 'retry-asked')).toHaveLength(1)
  })

  it('comes with fresh keys after a session was forgotten on the other side', async () => {
    const me = await begin(6)
    const ben = await town.people.add({ name: 'Ben', companions: 1 })
    await town.people.say(ben.id, 'phone-1', 'one')
    const chat = await onlyChat(me)
    await me.sendText(chat, 'two')
    await town.people.idle()
    await town.people.forget(ben.id)
    await town.people.say(ben.id, 'phone-1', 'three')
    await me.sees(chat, 'all of it', has('one', 'two', 'three'))
  })

  it('comes twice, late or with gaps, and is shown once', async () => {
    const me = await begin(7)
    const ben = await town.people.add({ name: 'Ben' })
    await town.people.say(ben.id, 'phone-1', 'one')
    const chat = await onlyChat(me)
    town.people.trick(ben.id, 'twice', 1)
    await town.people.say(ben.id, 'phone-1', 'two')
    town.people.trick(ben.id, 'skip', 1)
    await town.people.say(ben.id, 'phone-1', 'three')
    await me.sees(chat, 'all of it', has('one', 'two', 'three'))
  })

  it('is got from the phone when its sender keeps silent', async () => {
    const me = await begin(8)
    const ben = await town.people.add({ name: 'Ben' })
    await town.people.say(ben.id, 'phone-1', 'one')
    const chat = await onlyChat(me)
    town.fault({ kind: 'unavailable' })
    await town.people.say(ben.id, 'phone-1', 'two')
    await me.sees(chat, 'a placeholder', has('one', 'missing'))
    await town.clock.advance(5_000)
    await me.sees(chat, 'both', has('one', 'two'))
  })
})

describe('what came while nobody was here', () => {
  it('is there in order after the next login, once, and told by its newest', async () => {
    const me = await begin(9)
    const ben = await town.people.add({ name: 'Ben' })
    await town.people.say(ben.id, 'phone-1', 'text 0')
    const chat = await onlyChat(me)
    await me.running.engine.retire()
    const all = Array.from({ length: 60 }, (_, at) => `text ${at}`)
    for (const text of all.slice(1)) await town.people.say(ben.id, 'phone-1', text)
    me.running = await me.browser.start()
    const events: EngineEvent[] = []
    me.running.engine.subscribe((told) => void events.push(...told))
    await me.running.engine.run({ type: 'watch', chatIds: [] }, 'window')
    await me.running.linked()
    await me.sees(chat, 'all of it', has(...all))
    await unread(me, chat, 60)
    await town.clock.advance(1_000)
    expect(events.filter(({ type }) => type === 'notice')).toHaveLength(1)
  })
})

describe('what the own phone does', () => {
  it('is in the same conversation, with ticks; what it reads is read here', async () => {
    const me = await begin(10)
    const ben = await town.people.add({ name: 'Ben' })
    const { id } = await town.people.say(ben.id, 'phone-1', 'question')
    const chat = await onlyChat(me)
    await unread(me, chat, 1)
    await town.people.receipt('phone-1', ben.id, [id], 'read')
    await unread(me, chat, 0)
    await town.people.say('phone-1', ben.id, 'answer')
    const seen = await me.sees(
      chat,
      'both, and a tick',
      (messages) => has('question', 'answer')(messages) && messages[1]?.ticks === 'delivered',
    )
    expect(seen[1]?.fromMe).toBe(true)
    await town.people.idle()
    const lines = town.people.conversation(ben.id, 'phone-1')
    const answer = lines.find(({ text }) => text === 'answer')?.id ?? ''
    await town.people.receipt(ben.id, 'phone-1', [answer], 'read')
    await me.sees(chat, 'read', (messages) => messages[1]?.ticks === 'read')
  })
})

describe('somebody who has another phone', () => {
  it('is said to have one, in the conversation', async () => {
    const me = await begin(11)
    const ben = await town.people.add({ name: 'Ben' })
    await town.people.say(ben.id, 'phone-1', 'one')
    const chat = await onlyChat(me)
    await town.people.reregister(ben.id)
    await town.people.say(ben.id, 'phone-1', 'two')
    await me.sees(chat, 'both and a line', (messages) => {
      const lines = messages.filter(({ content }) => content.kind === 'system')
      return lines.length === 1 && says(messages).includes('two')
    })
  })
})

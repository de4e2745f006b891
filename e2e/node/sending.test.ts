import { afterEach, describe, expect, it, vi } from 'vitest'
import type { MessageView, SettingsView } from '../../web/bridge/chatViews.ts'
import type { TalkCommand } from '../../web/bridge/contract.ts'
import { until } from '../../web/platform/fakes.ts'
import { decodeProto } from '../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../web/wire/proto/gen/message_pb.ts'
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

/** Every device of somebody has read this text once. */
function heardOnce(who: string, text: string): boolean {
  const heard = town.people.heard(who)
  return heard.every(({ messages }) => {
    const found = messages.filter((message) => message.text === text)
    return found.length === 1 && found[0]?.times === 1
  })
}

const isOut = (ticks: string | undefined) => ticks === 'delivered' || ticks === 'read'

/** The last message of a chat has come so far. */
const lastIsOut = (messages: readonly MessageView[]) =>
  isOut(messages.filter(({ content }) => content.kind !== 'system').at(-1)?.ticks)

async function texts(who: string, chat: string): Promise<readonly string[]> {
  await town.people.idle()
  return town.people.conversation(who, chat).map(({ text }) => text)
}

function keyOf(messages: readonly MessageView[], text: string): string {
  const found = messages.find(({ content }) => textOf(content) === text)
  if (found === undefined) throw new Error(`not there: ${text}`)
  return found.key
}

describe('a text to a person', () => {
  it('reaches all their devices and the own phone, with ticks', async () => {
    const me = await begin()
    const ben = await town.people.add({ name: 'Ben', companions: 2 })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'hello Ben')
    await me.sees(chat, 'delivered', lastIsOut)
    await me.sendText(chat, 'once more')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    for (const text of ['hello Ben', 'once more']) {
      expect(heardOnce(ben.id, text)).toBe(true)
      expect(heardOnce('phone-1', text)).toBe(true)
    }
  })

  it('keeps its order, many at a time', async () => {
    const me = await begin(2)
    const ben = await town.people.add({ name: 'Ben', companions: 1 })
    const chat = await me.chatWith(ben.number)
    const all = Array.from({ length: 12 }, (_, at) => `number ${at}`)
    await Promise.all(all.map((text) => me.sendText(chat, text)))
    await me.sees(
      chat,
      'all delivered',
      (messages) => messages.length === 12 && messages.every(({ ticks }) => isOut(ticks)),
    )
    expect(await texts(ben.id, 'phone-1')).toEqual(all)
  })

  it('is done once under one name', async () => {
    const me = await begin(3)
    const ben = await town.people.add({ name: 'Ben' })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'just once', { clientId: 'same' })
    await me.sendText(chat, 'just once', { clientId: 'same' })
    await me.sees(chat, 'delivered', lastIsOut)
    expect(await texts(ben.id, 'phone-1')).toEqual(['just once'])
    expect(await me.messages(chat)).toHaveLength(1)
  })

  it('goes to the own devices alone when it is a note to oneself', async () => {
    const me = await begin(4)
    const phone = town.people.list().find(({ isPhone }) => isPhone)
    const chat = await me.chatWith(phone?.number ?? '')
    await me.sendText(chat, 'milk')
    await me.sees(chat, 'sent', (messages) => messages.at(-1)?.ticks !== 'pending')
    expect(await texts('phone-1', 'phone-1')).toEqual(['milk'])
  })

  it('carries a quote, and can be edited, reacted to, forwarded and taken back', async () => {
    const me = await begin(5)
    const ben = await town.people.add({ name: 'Ben' })
    const cid = await town.people.add({ name: 'Cid' })
    const chat = await me.chatWith(ben.number)
    const other = await me.chatWith(cid.number)
    await town.people.say(ben.id, 'phone-1', 'how are you?')
    const seen = await me.sees(chat, 'the question', (messages) => messages.length === 1)
    await town.clock.advance(1000)
    await me.sendText(chat, 'fine', { quote: keyOf(seen, 'how are you?') })
    const answered = await me.sees(chat, 'delivered', lastIsOut)
    expect(answered.at(-1)?.quote).toMatchObject({ text: 'how are you?' })
    const fine = keyOf(answered, 'fine')
    const question = keyOf(answered, 'how are you?')
    const run = async (command: TalkCommand) => expect(await me.run(command)).toEqual({ ok: true })
    await run({ type: 'editText', clientId: 'e', chatId: chat, key: fine, text: 'very fine' })
    await run({ type: 'react', clientId: 'r', chatId: chat, key: question, emoji: '🌙' })
    await run({ type: 'forward', clientId: 'f', chatId: chat, keys: [question], to: [other] })
    await me.sees(other, 'forwarded', lastIsOut)
    await me.sees(chat, 'edited', (messages) => messages.at(-1)?.edited === true)
    const lineOf = (text: string) =>
      town.people.conversation(ben.id, 'phone-1').find((line) => line.text === text)
    await until(() => lineOf('how are you?')?.reactions[0]?.emoji === '🌙', 'reaction', 10_000)
    await until(() => lineOf('very fine')?.edited === true, 'edit', 10_000)
    expect(await texts(cid.id, 'phone-1')).toEqual(['how are you?'])
    await run({ type: 'deleteMessages', clientId: 'd', chatId: chat, keys: [fine], forAll: true })
    await until(
      () => town.people.conversation(ben.id, 'phone-1').at(-1)?.revoked === true,
      'taken back',
      10_000,
    )
    await me.sees(chat, 'deleted', (messages) => messages.at(-1)?.content.kind === 'deleted')
  })

  it('is refused when it is empty, too long, or too late', async () => {
    const me = await begin(6)
    const ben = await town.people.add({ name: 'Ben' })
    const chat = await me.chatWith(ben.number)
    const send = (text: string) =>
      me.run({ type: 'sendText', clientId: text.slice(0, 9), chatId: chat, text })
    expect(await send('  ')).toMatchObject({ ok: false, error: { code: 'text-empty' } })
    expect(await send('x'.repeat(65_537))).toMatchObject({ error: { code: 'text-too-long' } })
    await me.sendText(chat, 'early')
    const messages = await me.sees(chat, 'delivered', lastIsOut)
    const key = keyOf(messages, 'early')
    await town.clock.advance(21 * 60_000)
    expect(
      await me.run({ type: 'editText', clientId: 'l', chatId: chat, key, text: 'late' }),
    ).toMatchObject({ error: { code: 'too-late' } })
  })

  it('tells the author what was read, in a window with focus only', async () => {
    const me = await begin(7)
    const ben = await town.people.add({ name: 'Ben' })
    const { id } = await town.people.say(ben.id, 'phone-1', 'read me')
    const chat = await me.chatWith(ben.number)
    const messages = await me.sees(chat, 'the message', (all) => all.length === 1)
    const seen = { type: 'seen', chatId: chat, key: keyOf(messages, 'read me') } as const
    await me.run(seen)
    await town.people.idle()
    const readBy = () => town.people.ticks(ben.id, id).some(({ read }) => read)
    expect(readBy()).toBe(false)
    await me.running.engine.run({ type: 'focus', focused: true }, 'window')
    await me.run(seen)
    await until(readBy, 'read', 10_000)
  })
})

describe('the service', () => {
  async function withChat(seed: number) {
    const me = await begin(seed)
    const ben = await town.people.add({ name: 'Ben', companions: 1 })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'one')
    await me.sees(chat, 'delivered', lastIsOut)
    return { me, ben, chat }
  }

  const failed = (messages: readonly MessageView[]) => messages.at(-1)?.ticks === 'failed'

  it.each([
    [463, 'send-limited'],
    [475, 'send-limited'],
    [479, 'send-refused'],
    [404, 'send-refused'],
  ])('refuses with %d: the message says why, and can be sent again', async (code, name) => {
    const { me, ben, chat } = await withChat(30)
    town.fault({ kind: 'ack-error', code, attrs: {} })
    await me.sendText(chat, 'two')
    const messages = await me.sees(chat, 'failed', failed)
    expect(messages.at(-1)?.error).toMatchObject({ code: name, details: { reason: code } })
    const key = keyOf(messages, 'two')
    expect(await me.run({ type: 'sendAgain', chatId: chat, key })).toEqual({ ok: true })
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    expect(heardOnce(ben.id, 'two')).toBe(true)
  })

  it('refuses for now: the same bytes go out once more, a little later', async () => {
    const { me, ben, chat } = await withChat(31)
    town.fault({ kind: 'ack-error', code: 503, attrs: {} })
    await me.sendText(chat, 'two')
    await until(() => town.clock.pending() > 0, 'a pause')
    for (let turn = 0; turn < 5; turn++) await town.clock.advance(1000)
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    expect(heardOnce(ben.id, 'two')).toBe(true)
  })

  it('says that a group is addressed in another way: it is read again, and the message sent', async () => {
    const { me, ben } = await withChat(32)
    const group = await town.people.group({ subject: 'Moon', members: [ben.id, 'phone-1'] })
    const chat = await me.groupChat()
    const attrs = { addressing_mode: group.addressing }
    town.fault({ kind: 'ack-error', code: 421, attrs })
    await me.sendText(chat, 'two')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    expect(heardOnce(ben.id, 'two')).toBe(true)
  })

  it('cuts the line before its ack: the same bytes go out on the next one', async () => {
    const { me, ben, chat } = await withChat(33)
    town.fault({ kind: 'lose-ack' })
    await me.sendText(chat, 'two')
    await me.running.reaches('gone', ({ connection }) => connection.at !== 'online')
    await town.clock.advance(60_000)
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    expect(heardOnce(ben.id, 'two')).toBe(true)
    const repeats = town.people.heard(ben.id).flatMap(({ messages }) => messages)
    expect(repeats.every(({ times }) => times === 1)).toBe(true)
  })

  it('is away: what was written goes out when it is back, by another engine too', async () => {
    const { me, ben, chat } = await withChat(34)
    town.fault({ kind: 'restart', ms: 60_000 })
    await me.running.reaches('gone', ({ connection }) => connection.at !== 'online')
    await me.sendText(chat, 'two')
    await me.sendText(chat, 'three')
    const waiting = await me.messages(chat)
    expect(waiting.map(({ ticks }) => ticks)).toEqual(['delivered', 'pending', 'pending'])
    await me.running.engine.retire()
    await town.clock.advance(90_000)
    await me.restart()
    await me.sees(chat, 'delivered', (messages) => messages.every(({ ticks }) => isOut(ticks)))
    expect(await texts(ben.id, 'phone-1')).toEqual(['one', 'two', 'three'])
  })

  it('has nobody under a number', async () => {
    const { me } = await withChat(35)
    expect(await me.run({ type: 'writeTo', number: '+1 555 999 0000' })).toMatchObject({
      error: { code: 'not-on-service' },
    })
  })
})

describe('devices', () => {
  it('that come and go are written to, or not, from the next message on', async () => {
    const me = await begin(10)
    const ben = await town.people.add({ name: 'Ben', companions: 1 })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'one')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.device(ben.id, 'add')
    await me.sendText(chat, 'two')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    const heard = town.people.heard(ben.id).map(({ messages }) => messages.map(({ text }) => text))
    expect(heard).toEqual([['one', 'two'], ['one', 'two'], ['two']])
    await town.people.device(ben.id, 'remove')
    await me.sendText(chat, 'three')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    expect(heardOnce(ben.id, 'three')).toBe(true)
  })

  it('that the service knows of and we do not get the message a moment later', async () => {
    const me = await begin(11)
    const ben = await town.people.add({ name: 'Ben', companions: 1 })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'one')
    await me.sees(chat, 'delivered', lastIsOut)
    town.fault({ kind: 'wrong-phash' })
    await me.sendText(chat, 'two')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    expect(heardOnce(ben.id, 'two')).toBe(true)
  })

  it('that lost their sessions ask, and are answered', async () => {
    const me = await begin(12)
    const ben = await town.people.add({ name: 'Ben', companions: 1 })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'one')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.say(ben.id, 'phone-1', 'answer')
    await me.sees(chat, 'the answer', (messages) => messages.length === 2)
    await me.sendText(chat, 'two')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    await town.people.forget(ben.id)
    await me.sendText(chat, 'three')
    await until(() => heardOnce(ben.id, 'three'), 'three', 20_000)
    await me.sendText(chat, 'four')
    await until(() => heardOnce(ben.id, 'four'), 'four', 20_000)
  })

  it('of somebody who registered anew are written to under their new keys', async () => {
    const me = await begin(13)
    const ben = await town.people.add({ name: 'Ben', companions: 1 })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'one')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.reregister(ben.id)
    await me.sendText(chat, 'two')
    const messages = await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    expect(town.people.heard(ben.id)[0]?.messages.map(({ text }) => text)).toContain('two')
    expect(messages.map(({ content }) => textOf(content))).toContain('system')
  })
})

describe('what a person chose', () => {
  it('is asked about before the next message to somebody with a new security code', async () => {
    const me = await begin(40)
    const ben = await town.people.add({ name: 'Ben' })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'one')
    await me.sees(chat, 'delivered', lastIsOut)
    const settings = {
      ...me.running.snapshot().settings,
      confirmIdentity: true,
    } as SettingsView
    expect(await me.run({ type: 'setSettings', settings })).toEqual({ ok: true })
    await town.people.reregister(ben.id)
    await me.sees(chat, 'the line', (messages) =>
      messages.some(({ content }) => content.kind === 'system'),
    )
    const command = { type: 'sendText', chatId: chat, text: 'two' } as const
    expect(await me.run({ ...command, clientId: 'asked' })).toMatchObject({
      ok: false,
      error: { code: 'identity-changed' },
    })
    expect(await me.run({ ...command, clientId: 'asked', identityKnown: true })).toEqual({
      ok: true,
    })
    await me.sees(chat, 'delivered', lastIsOut)
    await me.sendText(chat, 'three')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    expect(heardOnce(ben.id, 'three')).toBe(true)
  })

  it('about disappearing messages holds on both sides, and in what is sent then', async () => {
    const me = await begin(41)
    const ben = await town.people.add({ name: 'Ben' })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'stays')
    await me.sees(chat, 'delivered', lastIsOut)
    const command = {
      type: 'setDisappearing',
      clientId: 't',
      chatId: chat,
      seconds: 86_400,
    } as const
    expect(await me.run(command)).toEqual({ ok: true })
    await me.sendText(chat, 'goes')
    const messages = await me.sees(chat, 'delivered', lastIsOut)
    expect(messages.at(-1)?.expiresAtMs).toBe((messages.at(-1)?.atMs ?? 0) + 86_400_000)
    await town.people.idle()
    const id = town.people.conversation(ben.id, 'phone-1').find(({ text }) => text === 'goes')?.id
    const content = town.people.content(ben.id, id ?? '') ?? new Uint8Array()
    const { extendedTextMessage } = decodeProto(MessageSchema, content)
    expect(extendedTextMessage?.contextInfo?.expiration).toBe(86_400)
  })

  it('to take back before anybody got it is done here alone', async () => {
    const me = await begin(42)
    const ben = await town.people.add({ name: 'Ben' })
    const chat = await me.chatWith(ben.number)
    await me.sendText(chat, 'one')
    await me.sees(chat, 'delivered', lastIsOut)
    town.fault({ kind: 'restart', ms: 30_000 })
    await me.running.reaches('gone', ({ connection }) => connection.at !== 'online')
    await me.sendText(chat, 'never mind')
    const waiting = await me.sees(chat, 'waiting', (messages) => messages.length === 2)
    const keys = [keyOf(waiting, 'never mind')]
    const command = {
      type: 'deleteMessages',
      clientId: 'd',
      chatId: chat,
      keys,
      forAll: true,
    } as const
    expect(await me.run(command)).toEqual({ ok: true })
    await town.clock.advance(60_000)
    await me.running.linked()
    await me.sendText(chat, 'two')
    await me.sees(chat, 'delivered', lastIsOut)
    expect(await texts(ben.id, 'phone-1')).toEqual(['one', 'two'])
    expect((await me.messages(chat)).map(({ content }) => textOf(content))).toEqual(['one', 'two'])
  })
})

describe('a group', () => {
  async function withGroup(seed: number, companions = 1) {
    const me = await begin(seed)
    const ben = await town.people.add({ name: 'Ben', companions })
    const cid = await town.people.add({ name: 'Cid', companions })
    const group = await town.people.group({
      subject: 'Moon watchers',
      members: [ben.id, cid.id, 'phone-1'],
    })
    const chat = await me.groupChat()
    return { me, ben, cid, group, chat }
  }

  it('hears each message once, and gets the key with the first', async () => {
    const { me, ben, cid, chat, group } = await withGroup(20)
    await me.sendText(chat, 'to all')
    await me.sees(chat, 'delivered', lastIsOut)
    await me.sendText(chat, 'to all again')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.say(cid.id, group.id, 'heard you')
    await me.sees(
      chat,
      'the answer',
      (messages) => textOf(messages.at(-1)?.content) === 'heard you',
    )
    await town.people.idle()
    for (const text of ['to all', 'to all again']) {
      for (const who of [ben.id, cid.id, 'phone-1']) expect(heardOnce(who, text)).toBe(true)
    }
  })

  it('gets another key when somebody leaves', async () => {
    const { me, ben, cid, chat, group } = await withGroup(21)
    await me.sendText(chat, 'one')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.member('phone-1', group.id, 'remove', [cid.id]).catch(async () => {
      await town.people.leave(cid.id, group.id)
    })
    await me.sendText(chat, 'two')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.idle()
    expect(heardOnce(ben.id, 'two')).toBe(true)
    expect(
      town.people.heard(cid.id).flatMap(({ messages }) => messages.map(({ text }) => text)),
    ).not.toContain('two')
  })

  it('is told who is meant, what a timer is, and what its admin takes back', async () => {
    const { me, ben, cid, chat, group } = await withGroup(23, 0)
    await town.people.member(ben.id, group.id, 'promote', ['phone-1'])
    const info = await me.running.engine.answer({ ask: 'chatInfo', chatId: chat })
    const members = info.ok && 'group' in info.answer ? (info.answer.group?.members ?? []) : []
    const person = members.find(({ person: { number } }) => number === cid.number)?.person
    await me.sendText(chat, 'look @Cid', {
      mentions: [{ text: '@Cid', contactId: person?.contactId ?? 0 }],
    })
    const sent = await me.sees(chat, 'delivered', lastIsOut)
    const mine = sent.find(({ content: shown }) => shown.kind === 'text')
    expect(mine?.content).toMatchObject({ mentions: [{ person: { number: cid.number } }] })
    await town.people.idle()
    const heard = town.people.heard(cid.id)[0]?.messages.at(-1)
    const content = town.people.content(cid.id, heard?.id ?? '') ?? new Uint8Array()
    const context = decodeProto(MessageSchema, content).extendedTextMessage?.contextInfo
    expect(context?.mentionedJid).toEqual([group.addressing === 'lid' ? cid.lid : cid.jid])

    await town.people.say(cid.id, group.id, 'nonsense')
    const messages = await me.sees(chat, 'nonsense', (all) =>
      all.some((message) => textOf(message.content) === 'nonsense'),
    )
    const keys = [keyOf(messages, 'nonsense')]
    await me.sees(chat, 'an admin', (all) =>
      all.some(({ content: line }) => line.kind === 'system' && line.event.what === 'promoted'),
    )
    expect(
      await me.run({ type: 'deleteMessages', clientId: 'd', chatId: chat, keys, forAll: true }),
    ).toEqual({ ok: true })
    await until(
      () => town.people.conversation(ben.id, group.id).some(({ revoked }) => revoked),
      'taken back',
      10_000,
    )
    expect(
      await me.run({ type: 'setDisappearing', clientId: 't', chatId: chat, seconds: 604_800 }),
    ).toEqual({ ok: true })
    await me.sees(chat, 'the timer', (all) =>
      all.some(
        ({ content: shown }) => shown.kind === 'system' && shown.event.what === 'disappearing',
      ),
    )
    await me.sendText(chat, 'for a week')
    const later = await me.sees(chat, 'delivered', lastIsOut)
    const last = later.find(({ content: shown }) => textOf(shown) === 'for a week')
    expect(last?.expiresAtMs).toBe((last?.atMs ?? 0) + 604_800_000)
  })

  it('answers a member that lost the key', async () => {
    const { me, ben, cid, chat } = await withGroup(22)
    await me.sendText(chat, 'one')
    await me.sees(chat, 'delivered', lastIsOut)
    await town.people.forget(ben.id)
    await me.sendText(chat, 'two')
    await until(() => heardOnce(ben.id, 'two'), 'two', 20_000)
    await me.sendText(chat, 'three')
    await until(() => heardOnce(ben.id, 'three'), 'three', 20_000)
    expect(heardOnce(cid.id, 'three')).toBe(true)
  })
})

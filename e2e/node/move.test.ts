import { afterEach, expect, it, vi } from 'vitest'
import type { CommandResult, MoveCommand, MovedFile } from '../../web/bridge/contract.ts'
import { concatBytes } from '../../web/crypto/bytes.ts'
import { until } from '../../web/platform/fakes.ts'
import type { Browser, RunningEngine } from './town.ts'
import { buildTalkTown, type TalkTown, textOf } from './talkTown.ts'

vi.setConfig({ testTimeout: 120_000 })

const PASSPHRASE = 'correct horse battery'
const running = new Set<RunningEngine>()
let town: TalkTown

afterEach(async () => {
  for (const { engine } of running) await engine.retire()
  running.clear()
  await town.close()
})

async function start(browser: Browser): Promise<RunningEngine> {
  const engine = await browser.start()
  running.add(engine)
  return engine
}

const order = ({ engine }: RunningEngine, command: MoveCommand): Promise<CommandResult> =>
  engine.run(command, 'window')

async function piece({ engine }: RunningEngine, end = false): Promise<Uint8Array | undefined> {
  const result = await engine.answer({ ask: 'movePiece', end })
  if (!result.ok) throw new Error(result.error.code)
  return 'bytes' in result.answer ? result.answer.bytes : undefined
}

/** All but the end of the file. */
async function pieces(engine: RunningEngine): Promise<Uint8Array[]> {
  expect(await order(engine, { type: 'moveOut', passphrase: PASSPHRASE })).toEqual({ ok: true })
  const read: Uint8Array[] = []
  for (;;) {
    const bytes = await piece(engine)
    if (bytes === undefined) return read
    read.push(bytes)
  }
}

async function moveOut(engine: RunningEngine): Promise<Uint8Array> {
  const read = await pieces(engine)
  expect(await order(engine, { type: 'release' })).toEqual({ ok: true })
  return concatBytes(...read, (await piece(engine, true)) ?? new Uint8Array())
}

function fileOf(bytes: Uint8Array): MovedFile {
  return new Blob([new Uint8Array(bytes)])
}

function moveIn(engine: RunningEngine, bytes: Uint8Array, passphrase = PASSPHRASE) {
  return order(engine, { type: 'moveIn', file: fileOf(bytes), passphrase })
}

/** A browser that talks with Ida. */
async function talking() {
  town = await buildTalkTown(7)
  const ida = await town.people.add({ name: 'Ida', companions: 1 })
  const me = await town.linked()
  running.add(me.running)
  const phone = town.people.list().find(({ isPhone }) => isPhone)
  if (phone === undefined) throw new Error('no phone')
  const chatId = await me.chatWith(ida.number)
  const says = (text: string) => town.people.say(ida.id, phone.id, text)
  const hears = (text: string) =>
    until(
      () =>
        town.people
          .heard(ida.id)
          .every(({ messages }) => messages.some((heard) => heard.text === text)),
      `Ida hears ${text}`,
      10_000,
    )
  await says('one from Ida')
  await me.sees(chatId, 'a word of Ida', (seen) => seen.some(has('one from Ida')))
  await me.sendText(chatId, 'two from A')
  await hears('two from A')
  await me.running.reaches('keys', () => hasStep(me.running, 'prekeys-uploaded'))
  return { me, chatId, says, hears }
}

const has = (text: string) => (message: { readonly content: Parameters<typeof textOf>[0] }) =>
  textOf(message.content) === text

const hasStep = ({ trace }: RunningEngine, step: string) => trace.some((one) => one.step === step)

async function texts({ engine }: RunningEngine, chatId: number): Promise<string[]> {
  const anchor = { at: 'latest' } as const
  const result = await engine.answer({ ask: 'messages', chatId, anchor, count: 50 })
  if (!result.ok || !('messages' in result.answer)) return []
  return result.answer.messages.map(({ content }) => textOf(content))
}

async function sees(engine: RunningEngine, chatId: number, text: string): Promise<void> {
  for (const untilMs = performance.now() + 20_000; performance.now() < untilMs; ) {
    if ((await texts(engine, chatId)).includes(text)) return
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  throw new Error(`never seen: ${text}`)
}

async function say({ engine }: RunningEngine, chatId: number, text: string): Promise<void> {
  const sent = await engine.run({ type: 'sendText', clientId: text, chatId, text }, 'window')
  expect(sent).toEqual({ ok: true })
}

it('an account goes on in another browser, and the first one stays silent', async () => {
  const { me, chatId, says, hears } = await talking()
  const file = await moveOut(me.running)
  const atMs = town.clock.now()
  expect(me.running.snapshot().link).toEqual({ at: 'moved', atMs })
  const sockets = me.browser.sockets()
  await says('three, to nobody yet')

  const there = town.browser()
  const next = await start(there)
  await next.code()
  expect(await moveIn(next, file)).toEqual({ ok: true })
  await next.linked()
  await sees(next, chatId, 'three, to nobody yet')
  await say(next, chatId, 'four from B')
  await hears('four from B')
  await says('five from Ida')
  await sees(next, chatId, 'five from Ida')
  expect(await texts(next, chatId)).toEqual([
    'one from Ida',
    'two from A',
    'three, to nobody yet',
    'four from B',
    'five from Ida',
  ])
  expect(next.trace).toContainEqual(expect.objectContaining({ step: 'move', change: 'proven' }))
  expect(next.trace.filter(({ step }) => step === 'retry-asked')).toEqual([])

  for (const type of ['newCode', 'retryNow', 'wake', 'logOut', 'discard'] as const) {
    await me.running.engine.run({ type }, 'window')
  }
  await me.running.engine.retire()
  const again = await start(me.browser)
  expect(again.snapshot().link).toEqual({ at: 'moved', atMs })
  await again.engine.run({ type: 'requestCode', number: '15550100999' }, 'window')
  await town.clock.advance(600_000)
  expect(me.browser.sockets()).toBe(sockets)
  expect(again.snapshot().link).toEqual({ at: 'moved', atMs })

  await next.engine.retire()
  await (await start(there)).linked()
})

it('a file that was used is told so, and the second browser sends nothing', async () => {
  const { me, chatId, hears } = await talking()
  const file = await moveOut(me.running)
  const next = await start(town.browser())
  expect(await moveIn(next, file)).toEqual({ ok: true })
  await next.linked()
  await until(() => hasStep(next, 'move'), 'proof')

  const second = await start(town.browser())
  expect(await moveIn(second, file)).toEqual({ ok: true })
  const { link } = await second.reaches('an end', (seen) => seen.link.at === 'ended')
  expect(link).toMatchObject({ error: { code: 'moved-elsewhere' } })
  expect(second.snapshot().chats).toBeUndefined()
  expect(second.trace).not.toContainEqual(
    expect.objectContaining({ step: 'move', change: 'proven' }),
  )
  expect(hasStep(second, 'erased')).toBe(true)

  await next.engine.run({ type: 'retryNow' }, 'window')
  await next.linked()
  await say(next, chatId, 'still here')
  await hears('still here')

  // The first browser saves its file once more: it is no better.
  const more = await moveOut(me.running)
  const third = await start(town.browser())
  expect(await moveIn(third, more)).toEqual({ ok: true })
  await third.reaches('an end', (seen) => seen.link.at === 'ended')
})

it('before the release the account lives on: given up, or its window or its engine gone', async () => {
  const { me, chatId, hears } = await talking()
  const read = concatBytes(...(await pieces(me.running)))
  expect(me.running.snapshot().move).toMatchObject({ at: 'out' })
  expect(await me.running.engine.run({ type: 'startOver' }, 'window')).toMatchObject({
    error: { code: 'moving' },
  })
  await expect(piece(me.running, true)).rejects.toThrow('not-linked')
  expect(await order(me.running, { type: 'cancelMove' })).toEqual({ ok: true })
  await me.running.linked()
  await say(me.running, chatId, 'after giving up')
  await hears('after giving up')

  expect(await order(me.running, { type: 'moveOut', passphrase: PASSPHRASE })).toEqual({ ok: true })
  await piece(me.running)
  expect(await order(me.running, { type: 'release' })).toMatchObject({ ok: false })
  await me.running.linked()

  await pieces(me.running)
  me.running.engine.windowGone('window')
  await me.running.linked()
  await say(me.running, chatId, 'after the window')
  await hears('after the window')

  await pieces(me.running)
  await me.running.engine.retire()
  const again = await start(me.browser)
  await again.linked()
  await say(again, chatId, 'after the engine')
  await hears('after the engine')

  const other = await start(town.browser())
  await other.code()
  expect(await moveIn(other, read)).toMatchObject({ error: { code: 'move-not-released' } })
})

it('a wrong passphrase, a cut and a spoilt file are told, and leave nothing half', async () => {
  const { me } = await talking()
  const file = await moveOut(me.running)
  const other = await start(town.browser())
  await other.code()
  expect(await moveIn(other, file, 'another one entirely')).toMatchObject({
    error: { code: 'move-wrong-passphrase' },
  })
  expect(await moveIn(other, new Uint8Array(200))).toMatchObject({
    error: { code: 'move-not-a-file' },
  })
  expect(other.snapshot().link.at).toBe('showingQr')
  const spoilt = Uint8Array.from(file)
  spoilt[200] = (spoilt[200] ?? 0) ^ 1
  expect(await moveIn(other, spoilt)).toMatchObject({ error: { code: 'move-damaged' } })
  await other.code()
  expect(other.snapshot().chats).toBeUndefined()
  expect(await moveIn(other, file)).toEqual({ ok: true })
  await other.linked()
  expect(await moveIn(other, file)).toMatchObject({ error: { code: 'not-while-linked' } })
})

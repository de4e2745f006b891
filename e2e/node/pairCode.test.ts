import { afterEach, describe, expect, it, vi } from 'vitest'
import { settle, until } from '../../web/platform/fakes.ts'
import type { PairCodeView } from '../../web/bridge/contract.ts'
import { buildTown, type Browser, type RunningEngine, type Town } from './town.ts'
import { readQr } from './scriptedStanzas.ts'

vi.setConfig({ testTimeout: 120_000 })

let town: Town
const running = new Set<RunningEngine>()

afterEach(async () => {
  for (const { engine } of running) await engine.retire()
  running.clear()
  expect(town.service.ledger.failures).toEqual([])
})

async function start(browser: Browser): Promise<RunningEngine> {
  const engine = await browser.start()
  running.add(engine)
  return engine
}

const numberOf = () => town.phones.list()[0]?.number ?? ''

/** An engine with a QR and a pair code on its screen. */
async function codeShown(custom?: string) {
  const engine = await start(town.browser())
  await engine.code()
  await ask(engine, numberOf(), custom)
  return { engine, code: (await shown(engine)).code }
}

async function ask(engine: RunningEngine, number: string, custom?: string): Promise<void> {
  const command = { type: 'requestCode', number, ...(custom && { custom }) } as const
  expect(await engine.engine.run(command, 'window')).toEqual({ ok: true })
}

async function reachesCode<At extends PairCodeView['at']>(engine: RunningEngine, at: At) {
  await engine.reaches(`pair code ${at}`, ({ pairCode }) => pairCode?.at === at)
  return engine.snapshot().pairCode as Extract<PairCodeView, { at: At }>
}

const shown = (engine: RunningEngine) => reachesCode(engine, 'showing')

/** Another code than this one. */
async function another(engine: RunningEngine, than: string): Promise<string> {
  await engine.reaches(
    'another code',
    ({ pairCode }) => pairCode?.at === 'showing' && pairCode.code !== than,
  )
  return (await shown(engine)).code
}

async function finishSent(engine: RunningEngine): Promise<void> {
  await engine.reaches('a finish', () =>
    engine.trace.some(({ step }) => step === 'code-finish-sent'),
  )
}

async function failure(engine: RunningEngine) {
  const { error } = await reachesCode(engine, 'failed')
  return error
}

const wrong = (code: string) => (code.startsWith('A') ? 'B' : 'A') + code.slice(1)

describe('link by pair code', () => {
  it('the phone is notified, the code is typed, and the browser is linked', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    const [phone] = town.phones.list()
    expect(phone?.pairing?.companionName).toBe('Chrome (Linux)')
    const typed = `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase()
    expect(await town.phones.typeCode(undefined, typed)).toMatchObject({
      ok: true,
      device: { device: 1, name: 'Chrome (Linux)' },
    })
    const { account, pairCode } = await engine.linked()
    expect(pairCode).toBeUndefined()
    expect(account).toMatchObject({ number: phone?.number, lid: phone?.lid, deviceNumber: 1 })
    expect(town.phones.list()[0]?.pairing).toBeUndefined()
  })

  it('with a code of the person’s own, and a number in any writing', async () => {
    town = await buildTown()
    const engine = await start(town.browser())
    await engine.code()
    const spaced = numberOf().replace(/(\d{3})/g, '$1 ')
    await ask(engine, `+${spaced}`, 'mnnlyt12')
    const { code, custom } = await shown(engine)
    expect(custom).toBe(true)
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('after two wrong tries, of which only the phone says a word', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    for (let time = 0; time < 2; time++) {
      expect(await town.phones.typeCode(undefined, wrong(code))).toMatchObject({
        code: 'wrong-code',
      })
      expect(engine.snapshot().pairCode).toMatchObject({ at: 'finishing', code })
    }
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('not after three: the code dies in silence, and the QR still links', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    for (let time = 0; time < 3; time++) await town.phones.typeCode(undefined, wrong(code))
    const before = await engine.code()
    await town.clock.advance(60_000)
    expect(await failure(engine)).toMatchObject({ code: 'code-unanswered' })
    await engine.reaches('a new secret', ({ link }) => {
      if (link.at !== 'showingQr') return false
      return !readQr(link.qr).advSecret.every((byte, at) => byte === readQr(before).advSecret[at])
    })
    expect(await town.phones.scan(undefined, await engine.code())).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('when the refs of the QR are used up', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    await town.clock.advance(170_000)
    expect(engine.snapshot().link.at).toBe('expired')
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('with the next code once 180 s are over; the one before is worth nothing', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    await town.clock.advance(180_000)
    const next = await another(engine, code)
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ code: 'wrong-code' })
    expect(await town.phones.typeCode(undefined, next)).toMatchObject({ ok: true })
    await engine.linked()
  })
})

describe('both at once', () => {
  it('a scan wins over a code that nobody typed', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    expect(await town.phones.scan(undefined, await engine.code())).toMatchObject({ ok: true })
    expect((await engine.linked()).pairCode).toBeUndefined()
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ ok: false })
    expect(town.phones.list()[0]?.devices).toHaveLength(1)
  })

  it('a phone that scanned before the finish and uploads after it still links', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    const scanned = await engine.code()
    town.fault({ kind: 'link-code-silent' })
    const typing = town.phones.typeCode(undefined, code)
    await finishSent(engine)
    expect(await engine.code()).not.toBe(scanned)
    expect(await town.phones.scan(undefined, scanned)).toMatchObject({ ok: true })
    await engine.linked()
    await town.clock.advance(60_000)
    expect(await typing).toMatchObject({ ok: false })
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'in a race of the two one wins, wholly (seed %i)',
    async (seed) => {
      town = await buildTown(seed)
      const { engine, code } = await codeShown()
      const qr = await engine.code()
      const other = await town.phones.add()
      const begin = [
        () => town.phones.typeCode(undefined, code),
        () => town.phones.scan(other.id, qr),
      ]
      const results = (seed % 2 === 0 ? begin : begin.toReversed()).map(async (race, at) => {
        for (let turn = 0; turn < seed * at * 3; turn++) await Promise.resolve()
        return race()
      })
      const { account, pairCode } = await engine.linked()
      await town.clock.advance(61_000)
      const winners = (await Promise.all(results)).filter(({ ok }) => ok)
      expect(winners).toHaveLength(1)
      expect(pairCode).toBeUndefined()
      const owners = town.phones.list().filter(({ devices }) => devices.length > 0)
      expect(owners.map(({ number }) => number)).toEqual([account?.number])
    },
  )
})

describe('the service and the line', () => {
  it('a number nobody has is refused, and the QR goes on', async () => {
    town = await buildTown()
    const engine = await start(town.browser())
    await engine.code()
    await ask(engine, '15559998888')
    expect(await failure(engine)).toMatchObject({
      code: 'code-bad-request',
      details: { reason: 404 },
    })
    expect(await town.phones.scan(undefined, await engine.code())).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('wants patience, and gets it', async () => {
    town = await buildTown()
    const engine = await start(town.browser())
    await engine.code()
    town.fault({ kind: 'link-code-error', stage: 'hello', code: 429, backoff: 40 })
    await ask(engine, numberOf())
    expect(await failure(engine)).toMatchObject({
      code: 'code-too-often',
      details: { reason: 429, backoffSec: 40 },
    })
    await town.clock.advance(39_000)
    const early = await engine.engine.run({ type: 'requestCode', number: numberOf() }, 'window')
    expect(early).toMatchObject({ ok: false, error: { code: 'code-too-often' } })
    await town.clock.advance(1_000)
    await ask(engine, numberOf())
    const { code } = await shown(engine)
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ ok: true })
    await engine.linked()
  })

  it.each([
    [400, 'code-bad-request'],
    [500, 'code-service-error'],
  ])('a finish refused with %i: %s, and the next code links', async (code, error) => {
    town = await buildTown()
    const { engine, code: first } = await codeShown()
    town.fault({ kind: 'link-code-error', stage: 'finish', code })
    const typing = town.phones.typeCode(undefined, first)
    expect(await failure(engine)).toMatchObject({ code: error })
    await town.clock.advance(60_000)
    expect(await typing).toMatchObject({ ok: false })
    await ask(engine, numberOf())
    const next = await another(engine, first)
    expect(await town.phones.typeCode(undefined, next)).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('wants another code: by itself, or when the person says so', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    town.fault({ kind: 'push', stanza: 'refresh-code', force: false })
    const second = await another(engine, code)
    town.fault({ kind: 'push', stanza: 'refresh-code', force: true })
    expect(await failure(engine)).toMatchObject({ code: 'code-refresh' })
    await ask(engine, numberOf())
    const third = await another(engine, second)
    expect(await town.phones.typeCode(undefined, third)).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('says a typed code twice: the phone takes the first finish, and links', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    town.fault({ kind: 'duplicate', tag: 'notification' })
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ ok: true })
    await engine.linked()
    const taken = engine.trace.filter((event) => event.step === 'code-typed')
    expect(taken).toMatchObject([
      { outcome: 'taken', hello: 1 },
      { outcome: 'taken', hello: 2 },
    ])
  })

  it('loses the hello: said after 30 s, and the next one links', async () => {
    town = await buildTown()
    const engine = await start(town.browser())
    await engine.code()
    town.fault({ kind: 'no-answer', what: 'companion_hello', lose: 'request' })
    await ask(engine, numberOf())
    await engine.reaches('a hello', () =>
      engine.trace.some(({ step }) => step === 'code-requested'),
    )
    await town.clock.advance(30_000)
    expect(await failure(engine)).toMatchObject({ details: { reason: 'timeout' } })
    await ask(engine, numberOf())
    const { code } = await shown(engine)
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('restarts: the next connection brings the next code', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    town.fault({ kind: 'restart', ms: 0 })
    await engine.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    expect(engine.snapshot().pairCode).toMatchObject({ at: 'requesting' })
    await town.clock.advance(5_000)
    const next = await another(engine, code)
    expect(await town.phones.typeCode(undefined, next)).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('demands a passkey when the code was typed: said, nothing changed, and both ways again', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    town.fault({ kind: 'demand-passkey' })
    let shownLast = ''
    engine.engine.subscribe((events) => {
      for (const event of events) {
        if (event.type === 'link' && event.link.at === 'showingQr') shownLast = event.link.qr
      }
    })
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ code: 'passkey-required' })
    const { link, pairCode } = await engine.reaches('a refusal', (now) => now.link.at === 'refused')
    expect(link).toMatchObject({ error: { code: 'passkey-required' } })
    expect(pairCode).toBeUndefined()
    const before = readQr(shownLast)
    await engine.engine.run({ type: 'newCode' }, 'window')
    const after = readQr(await engine.code())
    expect({ ...after, ref: before.ref }).toEqual(before)
    await ask(engine, numberOf())
    const next = await another(engine, code)
    expect(await town.phones.typeCode(undefined, next)).toMatchObject({ ok: true })
    await engine.linked()
  })

  it('demands a passkey for a scan, and so ends the code beside it', async () => {
    town = await buildTown()
    const { engine, code } = await codeShown()
    town.fault({ kind: 'demand-passkey' })
    const qr = await engine.code()
    expect(await town.phones.scan(undefined, qr)).toMatchObject({ code: 'passkey-required' })
    const { pairCode } = await engine.reaches('a refusal', (now) => now.link.at === 'refused')
    expect(pairCode).toBeUndefined()
    expect(await town.phones.typeCode(undefined, code)).toMatchObject({ ok: false })
    // From the refusal on, asking for a code is asking for a new attempt.
    await ask(engine, numberOf())
    const next = await another(engine, code)
    expect(readQr(await engine.code()).advSecret).toEqual(readQr(qr).advSecret)
    expect(await town.phones.typeCode(undefined, next)).toMatchObject({ ok: true })
    await engine.linked()
  })
})

describe('the person', () => {
  it('leaves: nobody asks the service any more, and the connection ends with its refs', async () => {
    town = await buildTown()
    const { engine } = await codeShown()
    await engine.engine.run({ type: 'cancelCode' }, 'window')
    await town.clock.advance(170_000)
    await until(() => engine.snapshot().connection.at === 'idle', 'the end of the connection')
    expect(engine.snapshot().link.at).toBe('expired')
    await town.clock.advance(600_000)
    await settle()
    expect(engine.snapshot().pairCode).toBeUndefined()
  })

  it('forgets about it: five renewals, then nothing goes out by itself', async () => {
    town = await buildTown()
    const { engine } = await codeShown()
    await town.clock.advance(6 * 180_000)
    expect(await failure(engine)).toMatchObject({ code: 'code-expired' })
    const asked = engine.trace.filter(({ step }) => step === 'code-requested')
    expect(asked).toHaveLength(6)
    await town.clock.advance(3_600_000)
    expect(engine.trace.filter(({ step }) => step === 'code-requested')).toHaveLength(6)
    expect(engine.snapshot().connection.at).toBe('idle')
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import { toBase64 } from '../../web/crypto/bytes.ts'
import { settle, until } from '../../web/platform/fakes.ts'
import { CHAIN_FLAWS } from '../../server/sandbox/noise/certificates.ts'
import { buildTown, type Browser, type RunningEngine, type Town } from './town.ts'
import { readQr } from './scriptedStanzas.ts'

vi.setConfig({ testTimeout: 120_000 })

let town: Town
const running = new Set<RunningEngine>()

async function start(browser: Browser): Promise<RunningEngine> {
  const engine = await browser.start()
  running.add(engine)
  return engine
}

afterEach(async () => {
  for (const { engine } of running) await engine.retire()
  running.clear()
  expect(town.service.ledger.failures).toEqual([])
})

async function linkedBrowser() {
  const browser = town.browser()
  const engine = await start(browser)
  const scan = await town.phones.scan(undefined, await engine.code())
  expect(scan).toMatchObject({ ok: true })
  await engine.linked()
  return { browser, engine }
}

async function nothingStored(browser: Browser): Promise<void> {
  const store = await browser.openStore()
  expect(await store.get('account', 'session')).toBeUndefined()
  expect(await store.count('identities')).toBe(0)
  expect(await store.count('addresses')).toBe(0)
  expect(await store.count('preKeys')).toBe(0)
  store.close()
}

describe('link by QR', () => {
  it('shows a code, is scanned, and knows who it is', async () => {
    town = await buildTown()
    const { engine } = await linkedBrowser()
    const [phone] = town.phones.list()
    const { account } = await engine.reaches('name and picture', (snapshot) =>
      Boolean(snapshot.account?.pushName && snapshot.account.picture),
    )
    expect(account).toMatchObject({
      number: phone?.number,
      lid: phone?.lid,
      pushName: phone?.name,
      phonePlatform: phone?.platform,
      deviceName: 'Chrome (Linux)',
      deviceNumber: 1,
    })
    expect(account?.picture).toEqual(town.phones.picture(undefined))
    expect(phone?.devices).toMatchObject([{ device: 1, name: 'Chrome (Linux)' }])
    await until(() => town.service.view().pendingAnswers.length === 0, 'every stanza answered')
  })

  it('is in again after a restart of the browser, without a scan', async () => {
    town = await buildTown()
    const { browser, engine } = await linkedBrowser()
    await engine.reaches('keys', () => hasStep(engine, 'prekeys-uploaded'))
    await engine.engine.retire()
    const again = await start(browser)
    expect(again.snapshot().link.at).toBe('linked')
    await again.linked()
    expect(town.service.counters.logins).toBe(2)
    expect(town.service.counters.registrations).toBe(1)
    await again.reaches('a count of keys, and no second upload', () =>
      again.trace.some((event) => event.step === 'stanza-in' && event.child === 'picture'),
    )
    expect(hasStep(again, 'prekeys-uploaded')).toBe(false)
  })

  it('hands the login to the browser that showed the code, to no other', async () => {
    town = await buildTown()
    const one = await start(town.browser())
    const two = await start(town.browser())
    const code = await one.code()
    const other = await two.code()
    expect(code).not.toBe(other)
    await town.phones.scan(undefined, code)
    await one.linked()
    expect(two.snapshot().link.at).toBe('showingQr')
    expect(await two.code()).toBe(other)
    expect(await town.phones.scan(undefined, code)).toMatchObject({ ok: false })
  })

  it('uses new refs after all have run out', async () => {
    town = await buildTown()
    const engine = await start(town.browser())
    await engine.code()
    const seen = new Set<string>()
    for (let second = 0; second < 165; second++) {
      const { link } = engine.snapshot()
      if (link.at === 'showingQr') seen.add(readQr(link.qr).ref)
      await town.clock.advance(1_000)
    }
    expect(seen.size).toBe(6)
    expect(engine.snapshot().link.at).toBe('expired')
    await engine.engine.run({ type: 'newCode' }, 'window')
    await town.phones.scan(undefined, await engine.code())
    await engine.linked()
  })

  it.each(['split', 'coalesce', 'compress'] as const)(
    'does not mind how the service sends its bytes: %s',
    async (kind) => {
      town = await buildTown()
      town.fault({ kind }, {}, 10)
      const { engine } = await linkedBrowser()
      await engine.reaches('keys', () => hasStep(engine, 'prekeys-uploaded'))
    },
  )

  it.each(['refresh-secret', 'rotate-qr'] as const)(
    'links with the secret shown last after %s',
    async (stanza) => {
      town = await buildTown()
      const engine = await start(town.browser())
      const before = await engine.code()
      town.fault({ kind: 'push', stanza })
      await engine.reaches(
        'another code',
        ({ link }) => link.at === 'showingQr' && link.qr !== before,
      )
      expect(await town.phones.scan(undefined, before)).toMatchObject({ ok: false })
      await engine.reaches('a refusal', ({ link }) => link.at === 'refused')
      await engine.engine.run({ type: 'newCode' }, 'window')
      await town.phones.scan(undefined, await engine.code())
      await engine.linked()
    },
  )
})

describe('a link that goes wrong', () => {
  it.each([
    ['bad-hmac', 'pair-hmac'],
    ['bad-signature', 'pair-signature'],
  ] as const)('%s is refused, said, and leaves nothing stored', async (kind, code) => {
    town = await buildTown()
    const browser = town.browser()
    const engine = await start(browser)
    town.fault({ kind })
    expect(await town.phones.scan(undefined, await engine.code())).toMatchObject({ ok: false })
    const { link } = await engine.reaches('a refusal', (snapshot) => snapshot.link.at === 'refused')
    expect(link).toMatchObject({ error: { code } })
    await nothingStored(browser)
    expect(town.phones.list()[0]?.devices).toEqual([])
    await engine.engine.run({ type: 'newCode' }, 'window')
    await town.phones.scan(undefined, await engine.code())
    await engine.linked()
  })

  it.each(CHAIN_FLAWS)('a certificate with "%s" is told nothing but the hello', async (flaw) => {
    town = await buildTown()
    const browser = town.browser()
    town.fault({ kind: 'bad-certificate', variant: flaw })
    const engine = await start(browser)
    const { connection } = await engine.reaches(
      'a stop',
      (snapshot) => snapshot.connection.at === 'stopped',
    )
    const clock = flaw === 'expired' || flaw === 'not-yet-valid'
    expect(connection).toMatchObject({
      error: { code: clock ? 'clock-wrong' : 'certificate-refused' },
    })
    await settle()
    // Intro (4), length (3) and ClientHello (36): no static key, no payload, no registration.
    expect(browser.sent.map((bytes) => bytes.length)).toEqual([43])
    expect(town.service.record.received.map(({ what }) => what)).toEqual(['client-hello'])
    expect(town.service.counters.registrations).toBe(0)
    await engine.engine.run({ type: 'retryNow' }, 'window')
    await engine.code()
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'ends well although the socket drops after row %d of the table',
    async (afterRow) => {
      town = await buildTown()
      const engine = await start(town.browser())
      town.fault({ kind: 'drop', afterRow })
      await linkWhateverHappens(engine)
      expect(town.phones.list()[0]?.devices.filter(({ online }) => online)).toHaveLength(1)
      expect(town.service.view().armedFaults).toEqual([])
    },
  )
})

/** A person at the browser with a phone: scans what is shown, waits, and asks for a new code. */
async function linkWhateverHappens(engine: RunningEngine): Promise<void> {
  const scanned = new Set<string>()
  for (let turn = 0; turn < 60; turn++) {
    // A person looks first and acts then.
    await town.clock.advance(2_000)
    const { link, connection } = engine.snapshot()
    if (link.at === 'linked' && connection.at === 'online') return
    if (link.at === 'showingQr' && !scanned.has(link.qr)) {
      scanned.add(link.qr)
      await town.phones.scan(undefined, link.qr)
    } else if (link.at === 'ended') {
      await engine.engine.run({ type: 'newCode' }, 'window')
    }
  }
  throw new Error(`not linked: ${JSON.stringify(engine.trace.slice(-12))}`)
}

describe('the end of a link', () => {
  it('is confirmed once, then erased and explained, when the phone removes this browser', async () => {
    town = await buildTown()
    const { browser, engine } = await linkedBrowser()
    expect(await town.phones.unlink(undefined, 1)).toEqual({ ok: true })
    await engine.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    expect(engine.snapshot().link.at).toBe('linked')
    await town.clock.advance(2_000)
    const { link } = await engine.reaches('an end', (snapshot) => snapshot.link.at === 'ended')
    expect(link).toMatchObject({ error: { code: 'unlinked', remedy: 'relink' } })
    expect(browser.sockets()).toBe(3)
    await nothingStored(browser)
    await engine.engine.run({ type: 'newCode' }, 'window')
    await town.phones.scan(undefined, await engine.code())
    await engine.linked()
  })

  it.each([401, 403, 406])('is only doubted when the service says %d once', async (reason) => {
    town = await buildTown()
    const { browser, engine } = await linkedBrowser()
    await engine.engine.retire()
    town.fault({ kind: 'failure', reason, attrs: {} })
    const again = await start(browser)
    await again.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    await town.clock.advance(2_000)
    await again.linked()
    expect(hasStep(again, 'doubt-cleared')).toBe(true)
    const store = await browser.openStore()
    expect(await store.get('account', 'doubt')).toBeUndefined()
    store.close()
  })

  it('is not one when another login of the same account takes over', async () => {
    town = await buildTown()
    const { browser, engine } = await linkedBrowser()
    const second = await start(browser)
    await second.linked()
    const { connection } = await engine.reaches(
      'a stop',
      (snapshot) => snapshot.connection.at === 'stopped',
    )
    expect(connection).toMatchObject({ error: { code: 'replaced', remedy: 'now' } })
    await town.clock.advance(3_600_000)
    expect(engine.snapshot().connection.at).toBe('stopped')
    expect(second.snapshot().connection.at).toBe('online')
  })
})

describe('many browsers at once', () => {
  it('16 engines wait together, and each scan links its own', async () => {
    town = await buildTown()
    const count = 16
    const engines = await Promise.all(Array.from({ length: count }, () => start(town.browser())))
    const codes = await Promise.all(engines.map((engine) => engine.code()))
    expect(new Set(codes.map((code) => readQr(code).ref)).size).toBe(count)
    const people = [town.phones.list()[0]]
    while (people.length < count) people.push(await town.phones.add())
    // Every second one first, so that order cannot help.
    const order = [...codes.keys()].toSorted((a, b) => (a % 2) - (b % 2) || b - a)
    for (const at of order) {
      const person = people[at]
      expect(await town.phones.scan(person?.id, codes[at] ?? '')).toMatchObject({ ok: true })
      const engine = engines[at]
      if (engine === undefined) throw new Error('one engine a code')
      const { account } = await engine.linked()
      expect(account).toMatchObject({ number: person?.number, lid: person?.lid })
      await engine.engine.retire()
      const waiting = engines.filter((other) => other.snapshot().link.at === 'showingQr').length
      expect(waiting).toBe(count - order.indexOf(at) - 1)
    }
    const noise = new Set(codes.map((code) => toBase64(readQr(code).noisePublic)))
    expect(noise.size).toBe(count)
  })
})

function hasStep(engine: RunningEngine, step: string): boolean {
  return engine.trace.some((event) => event.step === step)
}

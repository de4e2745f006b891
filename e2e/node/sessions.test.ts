import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Clock } from '../../web/platform/platform.ts'
import { fakeNetwork, manualClock, settle, settleQuickly, until } from '../../web/platform/fakes.ts'
import { children } from '../../web/wire/node/node.ts'
import type { FaultAction, Push } from '../../server/sandbox/faults/fault.ts'
import {
  type Browser,
  type BrowserOptions,
  buildTown,
  type RunningEngine,
  type Town,
  type TownOptions,
} from './town.ts'

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

async function linkedBrowser(options: BrowserOptions = {}, about: TownOptions = {}) {
  town = await buildTown(1, about)
  const browser = town.browser(options)
  const engine = await start(browser)
  expect(await town.phones.scan(undefined, await engine.code())).toMatchObject({ ok: true })
  await engine.linked()
  await engine.reaches('keys', () => hasStep(engine, 'prekeys-uploaded'))
  return { browser, engine }
}

/** The next connection meets this fault, and the one there is ends. */
async function loseThenMeet(engine: RunningEngine, fault: FaultAction, times = 1): Promise<void> {
  town.fault(fault, {}, times)
  await lose(engine)
}

async function lose(engine: RunningEngine): Promise<void> {
  town.fault({ kind: 'drop' })
  await engine.reaches('a pause', ({ connection }) => connection.at === 'waiting')
  await town.clock.advance(1_200)
}

/** How long the connection still waits. */
function leftOf(engine: RunningEngine): number {
  const { connection } = engine.snapshot()
  return connection.at === 'waiting' ? connection.retryInMs : 0
}

const failure = (reason: number, attrs: Record<string, string> = {}): FaultAction => ({
  kind: 'failure',
  reason,
  attrs,
})

function hasStep(engine: RunningEngine, step: string): boolean {
  return engine.trace.some((event) => event.step === step)
}

const isWaiting = ({ connection }: { connection: { at: string } }) => connection.at === 'waiting'
const isStopped = ({ connection }: { connection: { at: string } }) => connection.at === 'stopped'
const devicesOfPhone = () => town.phones.list()[0]?.devices ?? []

describe('a refused login', () => {
  it.each([400, 409, 411, 415, 418, 501, 599])(
    'with %d stops, is told, erases nothing, and a person can try again',
    async (reason) => {
      const { browser, engine } = await linkedBrowser()
      await loseThenMeet(engine, failure(reason))
      const { connection, link } = await engine.reaches('a stop', isStopped)
      expect(connection).toMatchObject({
        error: { code: 'service-error', remedy: 'now', details: { reason } },
      })
      expect(link.at).toBe('linked')
      const sockets = browser.sockets()
      await town.clock.advance(3_600_000)
      expect(browser.sockets()).toBe(sockets)
      await engine.engine.run({ type: 'retryNow' }, 'window')
      await engine.linked()
    },
  )

  it.each([500, 503])('with %d is tried again by itself', async (reason) => {
    const { engine } = await linkedBrowser()
    await loseThenMeet(engine, failure(reason))
    const { connection } = await engine.reaches('a pause', isWaiting)
    expect(connection).toMatchObject({ error: { code: 'service-error', details: { reason } } })
    await town.clock.advance(1_200)
    await engine.linked()
  })

  it('with 403, and then with 401, keeps the words of the first over a restart', async () => {
    const { browser, engine } = await linkedBrowser()
    town.fault(failure(403, { logout_message_header: 'Locked', logout_message_subtext: 'Ask us.' }))
    await lose(engine)
    await engine.reaches('checking', ({ connection }) => connection.at === 'checking')
    await until(() => hasStep(engine, 'doubt'), 'a doubt that is stored')
    await engine.engine.retire()
    town.fault(failure(401))
    const again = await start(browser)
    await town.clock.advance(2_000)
    const { link } = await again.reaches('an end', (seen) => seen.link.at === 'ended')
    expect(link).toMatchObject({
      error: { code: 'unlinked', details: { reason: 403, header: 'Locked', subtext: 'Ask us.' } },
    })
  })

  it('with 403 twice erases, and shows the words of the service as they are', async () => {
    const { browser, engine } = await linkedBrowser()
    const words = { logout_message_header: '<b>Locked</b>', logout_message_subtext: 'Ask us.' }
    await loseThenMeet(engine, failure(403, { ...words, logout_message_locale: 'en' }), 2)
    await engine.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    await town.clock.advance(2_000)
    const { link } = await engine.reaches('an end', (seen) => seen.link.at === 'ended')
    expect(link).toMatchObject({
      error: {
        code: 'unlinked',
        details: { reason: 403, header: '<b>Locked</b>', subtext: 'Ask us.' },
      },
    })
    await settle()
    await engine.engine.retire()
    const again = await start(browser)
    expect(again.snapshot().link).toEqual(link)
    await again.engine.run({ type: 'newCode' }, 'window')
    await again.code()
  })

  it.each([101, 102, 103, 104, 106])(
    'with a ban of code %d is waited out, over a restart of the browser too',
    async (code) => {
      const { browser, engine } = await linkedBrowser()
      await loseThenMeet(engine, failure(402, { code: String(code), expire: '900' }))
      const { connection } = await engine.reaches('a ban', isWaiting)
      expect(connection).toMatchObject({
        error: { code: 'banned', details: { reason: 402, code, expireSec: 900 } },
      })
      await settle()
      const leftMs = leftOf(engine)
      expect(leftMs).toBeGreaterThan(898_000)
      expect(leftMs).toBeLessThanOrEqual(900_000)
      await engine.engine.retire()
      await town.clock.advance(300_000)
      const again = await start(browser)
      expect(leftOf(again)).toBe(leftMs - 300_000)
      const sockets = browser.sockets()
      await again.engine.run({ type: 'retryNow' }, 'window')
      await town.clock.advance(leftMs - 300_001)
      expect(browser.sockets()).toBe(sockets)
      await town.clock.advance(1)
      await again.linked()
    },
  )

  it('because of its version learns the current one and is in', async () => {
    const { browser, engine } = await linkedBrowser()
    const [, , current] = town.service.version()
    const tertiary = current + 1
    town.fault({ kind: 'service-version', tertiary, minimum: tertiary })
    await lose(engine)
    await engine.linked()
    expect(engine.trace).toContainEqual(
      expect.objectContaining({ step: 'version', outcome: 'newer' }),
    )
    await engine.engine.retire()
    const sockets = browser.sockets()
    const again = await start(browser)
    await again.linked()
    expect(browser.sockets()).toBe(sockets + 1)
  })

  it('because of its version stops when there is no newer one', async () => {
    const { browser, engine } = await linkedBrowser()
    const [, , tertiary] = town.service.version()
    town.fault({ kind: 'service-version', tertiary, minimum: tertiary + 1 })
    await lose(engine)
    const { connection, link } = await engine.reaches('a stop', isStopped)
    expect(connection).toMatchObject({ error: { code: 'outdated', details: { reason: 405 } } })
    expect(link.at).toBe('linked')
    const sockets = browser.sockets()
    await town.clock.advance(3_600_000)
    expect(browser.sockets()).toBe(sockets)
  })

  it('of a registration follows the same rules: a ban, then a version', async () => {
    town = await buildTown()
    town.fault(failure(402, { code: '101', expire: '60' }))
    const engine = await start(town.browser())
    await engine.reaches('a ban', isWaiting)
    const [, , current] = town.service.version()
    town.fault({ kind: 'service-version', tertiary: current + 3, minimum: current + 3 })
    await town.clock.advance(60_000)
    await town.phones.scan(undefined, await engine.code())
    await engine.linked()
  })
})

describe('the end of a stream', () => {
  it.each(['429', '500', '503', '777', 'ack', 'xml-not-well-formed'])(
    'with %s is followed by another connection after a pause',
    async (code) => {
      const { engine } = await linkedBrowser()
      town.fault({ kind: 'stream-error', code })
      const { connection } = await engine.reaches('a pause', isWaiting)
      expect(connection).toMatchObject({ error: { code: 'service-error' } })
      await town.clock.advance(code === '429' ? 9_000 : 1_200)
      await engine.linked()
    },
  )

  it('with 515 is followed by another connection at once', async () => {
    const { browser, engine } = await linkedBrowser()
    const sockets = browser.sockets()
    town.fault({ kind: 'stream-error', code: '515' })
    await until(() => browser.sockets() === sockets + 1, 'a dial')
    await engine.linked()
  })

  it('by its own word, without a reason, is a lost connection', async () => {
    const { engine } = await linkedBrowser()
    town.fault({ kind: 'stream-end' })
    const { connection } = await engine.reaches('a pause', isWaiting)
    expect(connection).toMatchObject({ error: { code: 'stream-lost' } })
    await town.clock.advance(1_200)
    await engine.linked()
  })

  it.each<[string, FaultAction]>([
    ['516', { kind: 'stream-error', code: '516' }],
    ['401 alone', { kind: 'stream-error', code: '401' }],
    ['device_removed', { kind: 'stream-error', code: '401', conflict: 'device_removed' }],
    [
      'device_removed without a code',
      { kind: 'stream-error', code: '401', conflict: 'device_removed', bare: true },
    ],
  ])('with %s is only doubted when the next login succeeds', async (_, fault) => {
    const { engine } = await linkedBrowser()
    town.fault(fault)
    await engine.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    await town.clock.advance(2_000)
    await engine.linked()
    expect(hasStep(engine, 'doubt-cleared')).toBe(true)
  })

  it.each<[string, FaultAction]>([
    ['replaced', { kind: 'stream-error', code: '401', conflict: 'replaced' }],
    ['409', { kind: 'stream-error', code: '409' }],
  ])('with %s never comes back alone, and takes over when asked', async (_, fault) => {
    const { browser, engine } = await linkedBrowser()
    town.fault(fault)
    const { connection } = await engine.reaches('a stop', isStopped)
    expect(connection).toMatchObject({ error: { code: 'replaced', remedy: 'now' } })
    const sockets = browser.sockets()
    await engine.engine.run({ type: 'wake' }, 'window')
    await town.clock.advance(3_600_000)
    expect(browser.sockets()).toBe(sockets)
    await engine.engine.run({ type: 'retryNow' }, 'window')
    await engine.linked()
  })
})

describe('a network that fails', () => {
  it('a socket that is cut comes back after a pause', async () => {
    const { engine } = await linkedBrowser()
    await lose(engine)
    await engine.linked()
  })

  it('a service that is away for ten minutes is found again', async () => {
    const { engine } = await linkedBrowser()
    town.fault({ kind: 'restart', ms: 600_000 })
    await engine.reaches('a pause', isWaiting)
    await town.clock.advance(600_000)
    expect(engine.snapshot().connection.at).not.toBe('online')
    await town.clock.advance(410_000)
    await engine.linked()
  })

  it('a handshake that is never answered is given up after 20 s and tried again', async () => {
    const { engine } = await linkedBrowser()
    // The first one may be the route's fault, and is tried without it.
    await loseThenMeet(engine, { kind: 'silent-handshake' }, 2)
    await town.clock.advance(20_000)
    expect(engine.snapshot().connection.at).toBe('connecting')
    await town.clock.advance(20_000)
    const { connection } = await engine.reaches('a pause', isWaiting)
    expect(connection).toMatchObject({ error: { code: 'handshake-timeout' } })
    await town.clock.advance(2_200)
    await engine.linked()
  })

  it('a socket that falls silent is left after one ping of 20 s', async () => {
    const { engine } = await linkedBrowser()
    town.fault({ kind: 'freeze' })
    await town.clock.advance(50_000)
    expect(engine.trace).toContainEqual(
      expect.objectContaining({ step: 'connection-ended', why: 'silent' }),
    )
    await town.clock.advance(1_200)
    await engine.linked()
  })

  it('a silence of fifteen seconds is none', async () => {
    const { engine } = await linkedBrowser()
    town.fault({ kind: 'freeze', ms: 15_000 })
    await town.clock.advance(120_000)
    expect(hasStep(engine, 'connection-ended')).toBe(true)
    const ends = engine.trace.filter(({ step }) => step === 'connection-ended')
    // The one of the restart after linking.
    expect(ends).toHaveLength(1)
    expect(engine.snapshot().connection.at).toBe('online')
  })

  it('a route that is no longer known is forgotten, and the next dial goes without', async () => {
    const { browser, engine } = await linkedBrowser()
    await engine.reaches('a route', () => hasStep(engine, 'routing'))
    await settle()
    const sockets = browser.sockets()
    town.fault({ kind: 'forget-routing' })
    await lose(engine)
    await engine.linked()
    expect(engine.trace).toContainEqual(
      expect.objectContaining({ step: 'routing', change: 'forgotten' }),
    )
    expect(browser.sockets()).toBe(sockets + 2)
  })

  it('is told as offline by a device that knows, and dialled at once when it is back', async () => {
    const network = fakeNetwork()
    const { browser, engine } = await linkedBrowser({ platform: { network } })
    network.set(false)
    town.fault({ kind: 'restart', ms: 100_000 })
    const { connection } = await engine.reaches('a pause', isWaiting)
    expect(connection).toMatchObject({ error: { code: 'offline' } })
    await town.clock.advance(101_000)
    const sockets = browser.sockets()
    network.set(true)
    expect(browser.sockets()).toBe(sockets + 1)
    await engine.linked()
  })
})

describe('time', () => {
  /** The town's clock as a device sees it that is set wrong, or sleeps. */
  const deviceClock = (offsetMs: number) => {
    let shiftMs = offsetMs
    const clock: Clock = {
      now: () => town.clock.now() + shiftMs,
      after: (delayMs, task) => town.clock.after(delayMs, task),
    }
    const sleep = (ms: number) => {
      shiftMs += ms
    }
    return { clock, sleep }
  }

  it.each([-86_400_000, 86_400_000])('a clock that is wrong by %d ms works', async (offsetMs) => {
    const { clock } = deviceClock(offsetMs)
    const { engine } = await linkedBrowser({ platform: { clock } })
    await lose(engine)
    await engine.linked()
  })

  it('a clock that is wrong by forty days is told apart from a forged certificate', async () => {
    const { clock } = deviceClock(-40 * 86_400_000)
    town = await buildTown()
    const engine = await start(town.browser({ platform: { clock } }))
    const { connection } = await engine.reaches('a stop', isStopped)
    expect(connection).toMatchObject({ error: { code: 'clock-wrong', remedy: 'now' } })
  })

  it('a machine that slept notices by its timers and asks whether the connection lives', async () => {
    const { clock, sleep } = deviceClock(0)
    const { engine } = await linkedBrowser({ platform: { clock } })
    sleep(8 * 3_600_000)
    await town.clock.advance(30_000)
    expect(engine.trace).toContainEqual(
      expect.objectContaining({ step: 'woke', noticedBy: 'timer' }),
    )
    await settle()
    expect(engine.snapshot().connection.at).toBe('online')
  })

  it('a machine that slept through a ping asks again before it gives up', async () => {
    const { clock, sleep } = deviceClock(0)
    const { engine } = await linkedBrowser({ platform: { clock } })
    town.fault({ kind: 'freeze', ms: 52_000 })
    await town.clock.advance(30_000)
    sleep(3_600_000)
    await town.clock.advance(40_000)
    await settle()
    expect(engine.snapshot().connection.at).toBe('online')
    expect(engine.trace.filter(({ step }) => step === 'connection-ended')).toHaveLength(1)
  })

  it('a tab that was hidden for a day is still online, and a window that comes back asks', async () => {
    // Some three thousand pings: a long rest after each would take minutes.
    const clock = manualClock(undefined, settleQuickly)
    const { browser, engine } = await linkedBrowser({}, { clock })
    const received = () => town.service.record.received.map(({ node }) => node)
    const pings = () => received().filter((node) => node?.attrs['xmlns'] === 'w:p').length
    const presence = () => received().findLast((node) => node?.tag === 'presence')?.attrs['type']
    const focus = (focused: boolean) => engine.engine.run({ type: 'focus', focused }, 'window')
    await focus(true)
    await until(() => presence() === 'available', 'the presence of a window in use')
    await focus(false)
    const sockets = browser.sockets()
    const fromPings = pings()
    await town.clock.advance(86_400_000)
    // One in 20 to 30 seconds, on the same connection.
    expect(pings() - fromPings).toBeGreaterThan(2_800)
    expect(browser.sockets()).toBe(sockets)
    expect(presence()).toBe('unavailable')
    const before = pings()
    await focus(true)
    await engine.engine.run({ type: 'wake' }, 'window')
    await until(() => pings() === before + 1, 'a ping')
    expect(engine.snapshot().connection.at).toBe('online')
  })
})

describe('what the service says beside', () => {
  const isClean = ({ node }: { node?: { attrs: Readonly<Record<string, string>> } }) =>
    node?.attrs['xmlns'] === 'urn:xmpp:whatsapp:dirty'

  it('what is dirty is fetched and cleaned; domains that are not kept keep their mark', async () => {
    await linkedBrowser()
    for (const type of ['groups', 'syncd_app_state', 'newsletter_metadata'] as const) {
      town.fault({ kind: 'push', stanza: 'dirty', type })
    }
    town.fault({ kind: 'push', stanza: 'dirty', type: 'account_sync' })
    const cleans = () => town.service.record.received.filter(isClean)
    await until(() => cleans().length >= 2, 'two cleans')
    await settle()
    const types = cleans().flatMap(({ node }) =>
      node === undefined ? [] : children(node).map(({ attrs }) => attrs['type']),
    )
    expect(new Set(types)).toEqual(new Set(['account_sync', 'groups']))
  })

  it.each<Push>([
    'downgrade',
    'edge-routing',
    'offline-preview',
    'client-expiration',
    'tos',
    'thread-metadata',
    'recovery-nonce',
    'priority-offline-complete',
    'several',
    'success',
    'unknown-notification',
    'unknown-ib',
    'ping',
  ])('%s disturbs nothing', async (stanza) => {
    const { browser, engine } = await linkedBrowser()
    const sockets = browser.sockets()
    town.fault({ kind: 'push', stanza })
    await until(() => town.service.view().pendingAnswers.length === 0, 'every stanza answered')
    await town.clock.advance(60_000)
    expect(engine.snapshot()).toMatchObject({
      link: { at: 'linked' },
      connection: { at: 'online' },
    })
    expect(browser.sockets()).toBe(sockets)
    expect(hasStep(engine, 'internal-error')).toBe(false)
  })

  it('a phone that was registered anew ends the link, and that is said', async () => {
    const { browser, engine } = await linkedBrowser()
    await town.phones.reregister(undefined)
    await engine.reaches('checking', ({ connection }) => connection.at === 'checking')
    expect(hasStep(engine, 'phone-changed')).toBe(true)
    await settle()
    await town.clock.advance(2_000)
    const { link } = await engine.reaches('an end', (seen) => seen.link.at === 'ended')
    expect(link).toMatchObject({ error: { code: 'phone-changed', remedy: 'relink' } })
    await settle()
    await engine.engine.retire()
    const again = await start(browser)
    expect(again.snapshot().link).toEqual(link)
    await again.engine.run({ type: 'newCode' }, 'window')
    await town.phones.scan(undefined, await again.code())
    await again.linked()
  })
})

describe('logging out', () => {
  async function logOut(engine: RunningEngine): Promise<number> {
    const fromMs = town.clock.now()
    let tookMs = Number.NaN
    const done = engine.engine.run({ type: 'logOut' }, 'window').then((result) => {
      expect(result).toEqual({ ok: true })
      tookMs = town.clock.now() - fromMs
    })
    for (let second = 0; second < 8 && Number.isNaN(tookMs); second++) {
      await settle()
      if (Number.isNaN(tookMs)) await town.clock.advance(1_000)
    }
    await done
    return tookMs
  }

  const ended = (phoneTold: 0 | 1) => ({
    at: 'ended',
    error: { code: 'logged-out', remedy: 'relink', details: { phoneTold } },
  })

  it('takes this browser off the phone, and leaves nothing here', async () => {
    const { browser, engine } = await linkedBrowser()
    expect(devicesOfPhone()).toHaveLength(1)
    expect(await logOut(engine)).toBeLessThanOrEqual(5_000)
    expect(engine.snapshot().link).toEqual(ended(1))
    expect(devicesOfPhone()).toEqual([])
    const store = await browser.openStore()
    expect(await store.get('account', 'session')).toBeUndefined()
    expect(await store.get('account', 'device')).toBeUndefined()
    expect(await store.count('preKeys')).toBe(0)
    expect(await store.count('identities')).toBe(0)
    expect(await store.count('addresses')).toBe(0)
    store.close()
    const again = await start(browser)
    expect(again.snapshot().link).toEqual(ended(1))
  })

  it.each<[string, FaultAction]>([
    ['the answer is lost', { kind: 'no-answer', what: 'remove-companion-device', lose: 'answer' }],
    ['nobody hears it', { kind: 'no-answer', what: 'remove-companion-device', lose: 'request' }],
    ['the socket is frozen', { kind: 'freeze' }],
  ])('is over within 5 s although %s', async (_, fault) => {
    const { engine } = await linkedBrowser()
    town.fault(fault)
    expect(await logOut(engine)).toBeLessThanOrEqual(5_000)
    expect(engine.snapshot().link).toEqual(ended(0))
  })

  it('works while the service is away, banned, or out of date', async () => {
    for (const fault of [
      { kind: 'restart', ms: 3_600_000 },
      failure(402, { code: '101', expire: '3600' }),
      failure(400),
    ] satisfies FaultAction[]) {
      const { engine } = await linkedBrowser()
      if (fault.kind === 'restart') {
        town.fault(fault)
        await engine.reaches('a pause', isWaiting)
      } else {
        await loseThenMeet(engine, fault)
        await engine.reaches('an answer', (seen) => isStopped(seen) || isWaiting(seen))
      }
      expect(await logOut(engine)).toBeLessThanOrEqual(5_000)
      expect(engine.snapshot().link).toMatchObject({ at: 'ended', error: { code: 'logged-out' } })
      await engine.engine.retire()
    }
  })
})

import { describe, expect, it } from 'vitest'
import type { ConnectionView } from '../../bridge/contract.ts'
import type { ErrorCode } from '../../bridge/errors.ts'
import { formatSeconds, formatSpan, hostOf } from './formats.ts'
import { en as words } from './en.ts'

/** The compiler keeps these lists complete. */
const codes: Readonly<Record<ErrorCode, true>> = {
  offline: true,
  unreachable: true,
  'handshake-timeout': true,
  'handshake-failed': true,
  'certificate-refused': true,
  'clock-wrong': true,
  'stream-lost': true,
  silent: true,
  outdated: true,
  'service-error': true,
  replaced: true,
  banned: true,
  unlinked: true,
  'restart-loop': true,
  'multi-device-missing': true,
  'pair-malformed': true,
  'pair-hmac': true,
  'pair-signature': true,
  'pair-storage': true,
  'passkey-required': true,
  'not-while-linked': true,
  'service-changed': true,
  'storage-failed': true,
  'storage-damaged': true,
  'storage-newer': true,
  'number-required': true,
  'number-too-short': true,
  'number-leading-zero': true,
  'code-invalid': true,
  'code-bad-request': true,
  'code-forbidden': true,
  'code-too-often': true,
  'code-unavailable': true,
  'code-service-error': true,
  'code-expired': true,
  'code-refresh': true,
  'code-used-up': true,
  'code-unanswered': true,
  'logged-out': true,
  'phone-changed': true,
  'not-kept': true,
  'disk-full': true,
  locked: true,
  'lock-wrong': true,
  'lock-too-soon': true,
  'lock-weak': true,
  'lock-unavailable': true,
  'moved-elsewhere': true,
  'not-linked': true,
  moving: true,
  'move-not-kept': true,
  'move-not-a-file': true,
  'move-newer': true,
  'move-not-released': true,
  'move-wrong-passphrase': true,
  'move-damaged': true,
  'message-gone': true,
  'not-writable': true,
  'text-empty': true,
  'text-too-long': true,
  'too-late': true,
  'not-on-service': true,
  'identity-changed': true,
  'no-device': true,
  'send-refused': true,
  'send-limited': true,
  'engine-lost': true,
  internal: true,
}
const connections: Readonly<Record<ConnectionView['at'], true>> = {
  idle: true,
  connecting: true,
  online: true,
  checking: true,
  waiting: true,
  stopped: true,
}

const problemOf = (code: string, details = {}) =>
  words.problem({ code: code as ErrorCode, remedy: 'no', details })

/** Every text of the catalogue that needs no arguments. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(texts)
}

const all = [...texts(words), ...Object.keys(codes).flatMap((code) => texts(problemOf(code)))]

describe('the catalogue', () => {
  it.each(Object.keys(codes))('says what %s means, in a title and a sentence', (code) => {
    const { title, body } = problemOf(code)
    expect(title).toMatch(/^\S.*[^.\s]$/)
    expect(body).toMatch(/^\S.*\.$/)
  })

  it('gives every error its own title', () => {
    const titles = Object.keys(codes).map((code) => problemOf(code).title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  it('has a word for every state of the connection', () => {
    expect(Object.keys(words.connection).sort()).toEqual(Object.keys(connections).sort())
  })

  it('keeps its voice: no exclamation marks, no straight apostrophes, no holes', () => {
    for (const text of all) expect(text).not.toMatch(/!|'|undefined|NaN|\s{2}|^\s*$/)
  })
})

describe('words with details', () => {
  it('shows the device’s clock and the window that the service allows', () => {
    const march = Date.UTC(2026, 2, 14, 12)
    const { body } = problemOf('clock-wrong', {
      deviceTimeMs: march,
      notBefore: march / 1000 + 86_400,
      notAfter: march / 1000 + 9 * 86_400,
    })
    expect(body).toContain('14 March 2026')
    expect(body).toContain('from 15 March 2026')
    expect(body).toContain('to 23 March 2026')
  })

  it('leaves out what an error does not carry', () => {
    expect(problemOf('clock-wrong').body).toBe('Set the clock and try again. Nothing was erased.')
    expect(problemOf('service-error', { reason: 503 }).body).toContain('(503)')
    expect(problemOf('banned', { expireSec: 7200 }).body).toContain('2 hours')
  })

  it.each([101, 102, 103, 104, 106])('gives the reason of a ban with code %d', (code) => {
    const { body } = problemOf('banned', { reason: 402, code, expireSec: 7200 })
    expect(body).toMatch(
      new RegExp(`Its reason \\(${code}\\): .+\\. The block lasts about 2 hours`),
    )
    expect(body).toContain('The link and everything stored here stay.')
  })

  it('knows no reason for other codes, and no end where none was told', () => {
    const { body } = problemOf('banned', { reason: 402, code: 105 })
    expect(body).toContain('It gives no reason (105). It does not say for how long.')
  })

  it('tells a closed account from a block that passes', () => {
    expect(problemOf('banned', { reason: 406 }).body).toContain('erased')
    expect(problemOf('banned', { reason: 402 }).body).not.toContain('erased')
  })

  it('quotes the service on a locked account, and only where it spoke', () => {
    const said = { reason: 403, header: 'Account locked', subtext: 'Check your phone.' }
    expect(problemOf('unlinked', said).quote).toEqual(['Account locked', 'Check your phone.'])
    expect(problemOf('unlinked', { reason: 403 })).not.toHaveProperty('quote')
    expect(problemOf('unlinked', { reason: 401 }).title).not.toBe(problemOf('unlinked', said).title)
  })

  it('says after a log out whether the phone still lists this browser', () => {
    expect(problemOf('logged-out', { phoneTold: 0 }).body).toContain('still lists this browser')
    expect(problemOf('logged-out', { phoneTold: 1 }).body).toContain('no longer lists it')
  })

  it.each(['logged-out', 'unlinked', 'phone-changed'])(
    'says after %s what is left over',
    (code) => {
      const about = 'could not be deleted'
      expect(problemOf(code, { leftover: 'files' }).body).toContain(about)
      expect(problemOf(code).body).not.toContain(about)
    },
  )

  it.each([
    [9, 'Next try in 9\u00a0s'],
    [99, 'Next try in 99\u00a0s'],
    [125, 'Next try in 2:05'],
    [3725, 'Next try in 1:02:05'],
    [172_800, 'Next try in 2 days'],
  ])('counts %d seconds down as a person would', (seconds, text) => {
    expect(words.retry.next(seconds)).toBe(text)
  })

  it.each([
    [{ offsetMs: 0, rate: 10 }, 'Test clock: runs 10×'],
    [{ offsetMs: 3 * 864e5, rate: 1 }, 'Test clock: 3 days ahead'],
    [{ offsetMs: -36e5, rate: 0.5 }, 'Test clock: runs 0.5×, 1 hour behind'],
  ])('describes the clock %j', (clock, text) => {
    expect(words.service.clock(clock)).toBe(text)
  })

  it('speaks of the first code as ready and of later ones by number', () => {
    expect(words.announce.code(1, 6, 60_000)).toContain('1 minute')
    expect(words.announce.code(3, 6, 20_000)).toBe('New code, 3 of 6.')
  })
})

describe('formats', () => {
  it.each([
    [1000, '1 second'],
    [20_000, '20 seconds'],
    [60_000, '1 minute'],
    [2 * 36e5, '2 hours'],
    [864e5, '1 day'],
    [0, '0 seconds'],
  ])('%d ms is %s', (ms, text) => expect(formatSpan(ms)).toBe(text))

  it('never breaks a countdown between number and unit', () => {
    expect(formatSeconds(12)).toBe('12\u00a0s')
  })

  it.each([
    ['wss://moonlet.example/ws/chat', 'moonlet.example'],
    ['ws://localhost:4173/ws/chat', 'localhost:4173'],
    ['nowhere', 'nowhere'],
  ])('the host of %s is %s', (url, host) => expect(hostOf(url)).toBe(host))
})

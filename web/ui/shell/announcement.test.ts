import { describe, expect, it } from 'vitest'
import type { ConnectionView, EngineEvent, LinkView } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import { emptyWindow, type WindowState, withEvents, withSnapshot } from '../../state/mirror.ts'
import type { LinkWay } from '../link/useLinkWay.ts'
import { announcementOf } from './announcement.ts'
import { barOf } from './bar.ts'

const error: PlainError = { code: 'unreachable', remedy: 'backoff' }
const code = (number: number): Extract<LinkView, { at: 'showingQr' }> => ({
  at: 'showingQr',
  qr: `text ${number}`,
  number,
  of: 6,
  remainingMs: 20_000,
  lifeMs: 20_000,
  rate: 1,
})
const waiting = (attempt: number): ConnectionView => ({
  at: 'waiting',
  error,
  attempt,
  retryInMs: 8000,
  rate: 1,
})

const start: WindowState = withSnapshot(
  emptyWindow(0),
  {
    engine: { build: 1, worker: 'shared', storage: 'persistent' },
    service: { name: 'sandbox', url: 'ws://localhost:4173/ws/chat' },
    remember: true,
    lock: { at: 'off' },
    link: { at: 'preparing' },
    connection: { at: 'connecting', attempt: 1 },
  },
  0,
)

const account = {
  number: '15550123456',
  deviceName: 'Chrome (Linux)',
  deviceNumber: 1,
  linkedAtMs: 0,
}
const linked: readonly EngineEvent[] = [
  { type: 'account', account },
  { type: 'link', link: { at: 'linked' } },
]

/** What a listener hears while events come one by one: every text that differs from the one before. */
function heard(
  events: readonly EngineEvent[],
  from = start,
  way: LinkWay = 'qr',
): readonly string[] {
  const said: string[] = []
  let state = from
  let now = ''
  const listen = () => {
    const next = announcementOf(state, way, now)
    if (next === undefined || next === now) return
    now = next
    said.push(next)
  }
  listen()
  for (const event of events) {
    state = withEvents(state, [event], 0)
    listen()
  }
  return said
}

describe('the live region', () => {
  it('speaks once for each code and says nothing in between', () => {
    expect(
      heard([
        { type: 'connection', connection: { at: 'online' } },
        { type: 'link', link: code(1) },
        { type: 'remember', remember: false },
        { type: 'link', link: code(2) },
        { type: 'link', link: { ...code(2), qr: 'renewed' } },
        { type: 'link', link: { at: 'expired' } },
      ]),
    ).toEqual([
      'A code is ready to scan, valid for 20 seconds.',
      'New code, 2 of 6.',
      'The codes have run out. You can ask for a new one.',
    ])
  })

  it('keeps silent about codes to scan while another one is typed', () => {
    const codes: readonly EngineEvent[] = [
      { type: 'link', link: code(1) },
      { type: 'link', link: code(2) },
      { type: 'link', link: { at: 'expired' } },
      { type: 'link', link: { at: 'confirming' } },
    ]
    expect(heard(codes, start, 'number')).toEqual(['A phone took the code. Finishing the link.'])
  })

  it('leaves problems to the alerts on the screen, and does not repeat itself after them', () => {
    const tries: EngineEvent[] = [1, 2, 3].flatMap((attempt) => [
      { type: 'connection', connection: waiting(attempt) },
      { type: 'connection', connection: { at: 'connecting', attempt: attempt + 1 } },
    ])
    expect(heard(tries)).toEqual([])
    const linkedOnline: EngineEvent = { type: 'connection', connection: { at: 'online' } }
    const confirming: EngineEvent = { type: 'link', link: { at: 'confirming' } }
    expect(heard([confirming, ...linked, linkedOnline, ...tries, linkedOnline])).toEqual([
      'A phone took the code. Finishing the link.',
      'The link is made.',
    ])
  })

  it('does not call a link new after a reload, before or after the account is there', () => {
    const online: EngineEvent = { type: 'connection', connection: { at: 'online' } }
    expect(heard([...linked, online])).toEqual([])
    expect(heard([...linked.toReversed(), online])).toEqual([])
    expect(heard([online], withEvents(start, linked, 0))).toEqual([])
  })

  it('does not call a link new after an unlock, and leaves nothing said of before', () => {
    const lock = (at: 'locked' | 'off'): EngineEvent => ({
      type: 'lock',
      lock: at === 'off' ? { at } : { at, method: 'passphrase', retryInMs: 0 },
    })
    const unlock: readonly EngineEvent[] = [
      lock('locked'),
      { type: 'link', link: { at: 'preparing' } },
      lock('off'),
      ...linked,
    ]
    expect(heard(unlock)).toEqual([])
    expect(heard([{ type: 'link', link: { at: 'confirming' } }, ...linked, ...unlock])).toEqual([
      'A phone took the code. Finishing the link.',
      'The link is made.',
      '',
    ])
  })

  it('takes back a code that somebody took unseen', () => {
    expect(heard([{ type: 'link', link: code(1) }, ...linked])).toEqual([
      'A code is ready to scan, valid for 20 seconds.',
      '',
    ])
  })

  it('tells the end of a link once it stands', () => {
    expect(
      heard([
        { type: 'link', link: { at: 'confirming' } },
        { type: 'connection', connection: { at: 'connecting', attempt: 1 } },
        { type: 'connection', connection: { at: 'online' } },
        ...linked,
      ]),
    ).toEqual(['A phone took the code. Finishing the link.', 'The link is made.'])
  })

  it('never speaks a number, a name or the text of a code', () => {
    const all = heard([{ type: 'link', link: code(1) }, ...linked]).join(' ')
    expect(all).not.toMatch(/1555|text 1/)
  })
})

describe('the bar', () => {
  const home = withEvents(
    start,
    [...linked, { type: 'connection', connection: { at: 'online' } }],
    0,
  )
  const after = (connection: ConnectionView) =>
    barOf(withEvents(home, [{ type: 'connection', connection }], 1000))

  it('is silent while all is well, and before the link', () => {
    expect(barOf(home)).toBeUndefined()
    const before = withEvents(start, [{ type: 'connection', connection: waiting(1) }], 0)
    expect(barOf(before)).toBeUndefined()
  })

  it('leaves the restart in the middle of linking to the stage', () => {
    const confirming = withEvents(start, [{ type: 'link', link: { at: 'confirming' } }], 0)
    expect(barOf(confirming)).toBeUndefined()
    const cut = withEvents(confirming, [{ type: 'connection', connection: waiting(1) }], 0)
    expect(barOf(cut)).toMatchObject({ kind: 'waiting', error })
  })

  it('counts down to the next attempt', () => {
    expect(after(waiting(2))).toEqual({ kind: 'waiting', error, nextTryAtMs: 9000 })
  })

  it('tells what stopped, what is checked, and that it connects', () => {
    expect(after({ at: 'stopped', error })).toEqual({ kind: 'stopped', error })
    expect(after({ at: 'checking' })).toEqual({ kind: 'checking' })
    expect(after({ at: 'connecting', attempt: 1 })).toEqual({ kind: 'connecting' })
  })

  it('puts a dead engine and a refused order before everything', () => {
    const engine = { at: 'lost', error: { code: 'engine-lost', remedy: 'now' } } as const
    expect(barOf({ ...start, engine })).toEqual({ kind: 'lost' })
    expect(barOf({ ...start, failure: { command: 'newCode', error } })).toEqual({
      kind: 'failed',
      error,
    })
    expect(barOf({ ...start, failure: { command: 'requestCode', error } })).toBeUndefined()
    expect(barOf({ ...start, engine: { at: 'retired', forBuild: 2 } })).toBeUndefined()
  })
})

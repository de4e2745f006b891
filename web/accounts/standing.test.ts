import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../bridge/contract.ts'
import { emptyWindow, type WindowState, withSnapshot } from '../state/mirror.ts'
import type { Standing } from './accountList.ts'
import { mayDiscard, sightOf, standingAfter, verdictOn } from './standing.ts'

const base: Snapshot = {
  engine: { build: 1, worker: 'shared', storage: 'persistent' },
  service: { name: 'sandbox', url: 'ws://localhost/ws/chat' },
  remember: true,
  lock: { at: 'off' },
  link: { at: 'preparing' },
  connection: { at: 'idle' },
}
const state = (part: Partial<Snapshot>): WindowState =>
  withSnapshot(emptyWindow(0), { ...base, ...part }, 0)
const error = { code: 'storage-damaged', remedy: 'no' } as const
const linked = state({ link: { at: 'linked' } })
const dialling = state({ connection: { at: 'connecting', attempt: 1 } })
const written = (before: Standing, now: WindowState): Standing | undefined =>
  standingAfter(before, sightOf(now))

describe('what an engine says of its account', () => {
  it.each<[string, WindowState, string]>([
    ['nothing yet', emptyWindow(0), 'unknown'],
    ['opening', state({}), 'unknown'],
    ['locked', state({ lock: { at: 'locked', method: 'passphrase', retryInMs: 0 } }), 'unknown'],
    ['cannot be opened', state({ connection: { at: 'stopped', error } }), 'unknown'],
    ['being linked', state({ link: { at: 'confirming' } }), 'unknown'],
    ['linked', linked, 'linked'],
    ['ended', state({ link: { at: 'ended', error } }), 'ended'],
    ['moved', state({ link: { at: 'moved', atMs: 1 } }), 'moved'],
    ['dialling', dialling, 'unlinked'],
    ['waiting for a code', state({ connection: { at: 'online' } }), 'unlinked'],
    ['all codes shown', state({ link: { at: 'expired' } }), 'unlinked'],
    ['gone', { ...linked, engine: { at: 'lost', error } }, 'unknown'],
  ])('%s', (_name, what, verdict) => expect(verdictOn(what)).toBe(verdict))
})

describe('what is written down', () => {
  it('is a link that stays, or one that passes with the last tab', () => {
    expect(written({ linked: false }, linked)).toEqual({ linked: true })
    const passing = state({ link: { at: 'linked' }, remember: false })
    expect(written({ linked: false }, passing)).toEqual({
      linked: true,
      passing: true,
    })
  })

  it('is an eviction only where a link that should stay is missing and nobody started over', () => {
    expect(written({ linked: true }, dialling)).toEqual({ linked: false, lost: 'evicted' })
    const erasing: WindowState = { ...linked, pending: ['startOver'] }
    expect(written({ linked: true }, erasing)).toEqual({ linked: false })
    expect(written({ linked: false }, erasing)).toBeUndefined()
    expect(written({ linked: true, passing: true }, dialling)).toEqual({
      linked: false,
    })
    expect(written({ linked: false }, dialling)).toBeUndefined()
  })

  it('is no eviction after a log-out whose engine died before it wrote down the end', () => {
    const leaving: WindowState = { ...linked, pending: ['logOut'] }
    expect(written({ linked: true }, leaving)).toEqual({ linked: false })
    expect(written({ linked: false }, { ...dialling, pending: ['logOut'] })).toBeUndefined()
    expect(written({ linked: false }, linked)).toEqual({ linked: true })
  })

  it('keeps telling of an eviction, and of an ending until new codes are shown', () => {
    expect(written({ linked: false, lost: 'evicted' }, dialling)).toBeUndefined()
    expect(written({ linked: false, lost: 'ended' }, dialling)).toEqual({
      linked: false,
    })
    const ended = state({ link: { at: 'ended', error } })
    expect(written({ linked: true }, ended)).toEqual({ linked: false, lost: 'ended' })
  })
})

describe('what may be erased when a window turns away', () => {
  it('is nothing that is linked, may be linked, or is being linked', () => {
    expect(mayDiscard({ linked: false }, dialling)).toBe(true)
    expect(
      mayDiscard({ linked: false, lost: 'ended' }, state({ link: { at: 'ended', error } })),
    ).toBe(true)
    expect(mayDiscard({ linked: true }, dialling)).toBe(false)
    expect(mayDiscard({ linked: false }, linked)).toBe(false)
    expect(mayDiscard({ linked: false }, state({ link: { at: 'confirming' } }))).toBe(false)
    expect(mayDiscard({ linked: false }, state({ connection: { at: 'stopped', error } }))).toBe(
      false,
    )
    const typed = state({
      link: { at: 'expired' },
      pairCode: { at: 'finishing', number: '15550123456' } as Snapshot['pairCode'] & object,
    })
    expect(mayDiscard({ linked: false }, typed)).toBe(false)
  })
})

it('an account that moved stays listed and is not put away with its window', () => {
  const moved = state({ link: { at: 'moved', atMs: 1 } })
  expect(written({ linked: true }, moved)).toEqual({ linked: false, lost: 'moved' })
  expect(mayDiscard({ linked: false, lost: 'moved' }, moved)).toBe(false)
  expect(written({ linked: false, lost: 'moved' }, dialling)).toEqual({ linked: false })
})

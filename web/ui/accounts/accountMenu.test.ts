import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scenes } from '../../../e2e/gallery/states.ts'
import { accountFace } from './accountFace.ts'
import { nextIndex } from './menuKeys.ts'
import { freeBytes, isLittle } from './room.ts'

const state = (name: string) => scenes[name]?.state
const linked = { id: 'a', linked: true }
const fresh = { id: 'a', linked: false }

describe('how an account stands in the list', () => {
  it.each<[string, ReturnType<typeof state>, Parameters<typeof accountFace>[0], string]>([
    ['connected', state('you'), linked, 'online'],
    ['without a network', state('you-offline'), linked, 'waiting'],
    ['being checked', state('you-checking'), linked, 'connecting'],
    ['used elsewhere', state('you-replaced'), linked, 'attention'],
    ['locked', state('locked'), linked, 'locked'],
    ['ended', state('ended-unlinked'), fresh, 'ended'],
    ['damaged', state('storage-damaged'), linked, 'attention'],
    ['showing codes', state('code'), fresh, 'fresh'],
    ['removed by the browser', state('code'), { ...fresh, lost: 'evicted' }, 'evicted'],
    ['not heard of yet', undefined, linked, 'opening'],
    ['not heard of, and ended', undefined, { ...fresh, lost: 'ended' }, 'ended'],
  ])('%s', (_name, window, listed, standing) => {
    expect(accountFace(listed, window).standing).toBe(standing)
  })

  it('names nobody unless the account is open', () => {
    for (const name of Object.keys(scenes)) {
      const face = accountFace(linked, state(name))
      const open = ['online', 'connecting', 'waiting', 'attention'].includes(face.standing)
      if (!open) expect(face.account).toBeUndefined()
    }
    expect(accountFace(linked, state('you')).account?.pushName).toBe('Ada Example')
  })
})

describe('the keys of the menu', () => {
  it('go around, to the ends, and to the next item with a letter', () => {
    const labels = ['Ada', 'Bea', 'Link another', 'Lock now']
    expect(nextIndex('ArrowDown', 3, labels)).toBe(0)
    expect(nextIndex('ArrowUp', 0, labels)).toBe(3)
    expect(nextIndex('ArrowUp', -1, labels)).toBe(3)
    expect(nextIndex('Home', 2, labels)).toBe(0)
    expect(nextIndex('End', 0, labels)).toBe(3)
    expect(nextIndex('l', 0, labels)).toBe(2)
    expect(nextIndex('L', 2, labels)).toBe(3)
    expect(nextIndex('l', 3, labels)).toBe(2)
    expect(nextIndex('x', 0, labels)).toBeUndefined()
    expect(nextIndex('Enter', 0, labels)).toBeUndefined()
    expect(nextIndex(' ', 0, labels)).toBeUndefined()
  })

  it('never lead outside', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: -1, max: 4 }),
        fc.array(fc.string()),
        (key, at, labels) => {
          const to = nextIndex(key, Math.min(at, labels.length - 1), labels)
          if (to !== undefined) expect(labels[to]).toBeDefined()
        },
      ),
    )
  })
})

describe('room', () => {
  it('is what is left of the quota, where the browser tells it', () => {
    expect(freeBytes({ kept: true, usedBytes: 10, quotaBytes: 100 })).toBe(90)
    expect(freeBytes({ kept: true, usedBytes: 200, quotaBytes: 100 })).toBe(0)
    expect(freeBytes({ kept: true, usedBytes: 10, quotaBytes: undefined })).toBeUndefined()
    expect(isLittle(30_000_000)).toBe(true)
    expect(isLittle(10_000_000_000)).toBe(false)
  })
})

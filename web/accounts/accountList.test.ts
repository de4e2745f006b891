import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  abandonedAccounts,
  backgroundAccounts,
  withAccount,
  withoutAccount,
  withStanding,
} from './accountChanges.ts'
import { type AccountList, chooseAccount, isAccountId, parseAccounts } from './accountList.ts'

const ids = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(16))
const anId = fc.constantFrom(...ids)
const standing = fc.record(
  {
    linked: fc.boolean(),
    passing: fc.constant(true as const),
    lost: fc.constantFrom('ended' as const, 'evicted' as const),
  },
  { requiredKeys: ['linked'] },
)
const aList: fc.Arbitrary<AccountList> = fc.uniqueArray(
  fc.tuple(anId, standing).map(([id, rest]) => ({ id, ...rest })),
  { selector: ({ id }) => id },
)

describe('the stored list', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(aList, (list) => {
        expect(parseAccounts(JSON.stringify(list))).toEqual(list)
      }),
    )
  })

  it('holds only well-formed accounts, each id once, whatever was written', () => {
    const item = fc.oneof(
      fc.anything(),
      fc.record({ id: fc.oneof(anId, fc.string()), linked: fc.anything(), lost: fc.anything() }),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(item).map((list) => JSON.stringify(list)),
        ),
        (text) => {
          const list = parseAccounts(text ?? null)
          expect(list.every(({ id }) => isAccountId(id))).toBe(true)
          expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
          expect(parseAccounts(JSON.stringify(list))).toEqual(list)
        },
      ),
    )
  })

  it('reads what the contract wrote', () => {
    expect(parseAccounts(`[{"id":"${ids[0]}","linked":true},{"id":"../x","linked":true}]`)).toEqual(
      [{ id: ids[0], linked: true }],
    )
    expect(parseAccounts(null)).toEqual([])
  })
})

describe('the account of a tab', () => {
  it('is always one of the list, the first wish that is in it', () => {
    fc.assert(
      fc.property(aList, fc.array(fc.option(anId)), (list, wishes) => {
        const chosen = chooseAccount(list, wishes)
        if (list.length === 0) expect(chosen).toBeUndefined()
        else expect(list.some(({ id }) => id === chosen)).toBe(true)
        const wished = wishes.find((wish) => list.some(({ id }) => id === wish))
        if (wished !== undefined) expect(chosen).toBe(wished)
        else if (list.some(({ linked }) => linked)) {
          expect(list.find(({ id }) => id === chosen)?.linked).toBe(true)
        }
      }),
    )
  })
})

describe('changes of the list', () => {
  it('touch one account, keep the order, and give the same list when nothing changes', () => {
    fc.assert(
      fc.property(aList, anId, standing, (list, id, next) => {
        const others = (of: AccountList) => of.filter((one) => one.id !== id)
        const added = withAccount(list, id, next)
        const set = withStanding(list, id, next)
        const removed = withoutAccount(list, id)
        for (const changed of [added, set, removed]) expect(others(changed)).toEqual(others(list))
        const listed = list.some((one) => one.id === id)
        expect(added === list).toBe(listed)
        expect(added.at(-1)).toEqual(listed ? list.at(-1) : { id, ...next })
        expect(set.map((one) => one.id)).toEqual(list.map((one) => one.id))
        if (listed) expect(set.find((one) => one.id === id)).toEqual({ id, ...next })
        expect(withStanding(set, id, next)).toBe(set)
        expect(removed.some((one) => one.id === id)).toBe(false)
        expect(withoutAccount(removed, id)).toBe(removed)
      }),
    )
  })

  it('never calls an account abandoned that is linked, shown, or has something to tell', () => {
    fc.assert(
      fc.property(aList, anId, (list, current) => {
        const abandoned = abandonedAccounts(list, current)
        const background = backgroundAccounts(list, current)
        expect(abandoned).not.toContain(current)
        expect(background).not.toContain(current)
        for (const { id, linked, lost } of list) {
          if (linked || lost !== undefined) expect(abandoned).not.toContain(id)
          if (linked && id !== current) expect(background).toContain(id)
          if (abandoned.includes(id)) expect(background).not.toContain(id)
        }
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AccountStore, type AccountStoreOptions, openAccount } from './accountStore.ts'
import type { LockSecret } from './lockFace.ts'
import { createTestIdb } from './testIdb.ts'
import { createTestKeyFiles } from './testKeyFiles.ts'

/** Which secret stands before the account; undefined: none. */
type Standing = number | undefined

const secretOf = (n: number): LockSecret =>
  n % 2 === 0
    ? { kind: 'passphrase', text: `passphrase ${n}` }
    : {
        kind: 'passkey',
        credentialId: new Uint8Array([n]),
        salt: new Uint8Array(32).fill(n),
        output: new Uint8Array(32).fill(n),
      }

const SECRETS = 4

const step = fc.oneof(
  fc.record({
    do: fc.constant('change' as const),
    to: fc.option(fc.nat(SECRETS - 1), { nil: undefined }),
    /** The secret that is given as the current one; -1: the right one. */
    given: fc.integer({ min: -1, max: SECRETS - 1 }),
    /** The engine is killed at this step of the change; steps that never come kill nobody. */
    killedAt: fc.option(fc.integer({ min: 1, max: 18 }), { nil: undefined }),
  }),
  fc.record({ do: fc.constant('reopen' as const), given: fc.nat(SECRETS - 1) }),
)

/** Everything a change awaits, with a point after which nothing of it goes on. */
function mortal(options: AccountStoreOptions, killedAt: number | undefined) {
  let steps = 0
  let die = () => {}
  const death = new Promise<'killed'>((resolve) => {
    die = () => resolve('killed')
  })
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(real, name) {
        const method: unknown = Reflect.get(real, name)
        if (typeof method !== 'function') return method
        return (...given: unknown[]): unknown => {
          if (++steps === killedAt) die()
          if (killedAt !== undefined && steps >= killedAt) return new Promise(() => {})
          return method.apply(real, given) as unknown
        }
      },
    })
  const { keyFiles } = options
  if (keyFiles === undefined) throw new Error('no key files')
  return {
    options: { ...options, subtle: wrap(options.subtle), keyFiles: wrap(keyFiles) },
    death,
  }
}

describe('any sequence of locks set, changed, removed, opened and cut short', () => {
  it('leaves an account that opens with its present secret and with no other', async () => {
    let killed = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const keyFiles = createTestKeyFiles()
        const options: AccountStoreOptions = {
          accountId: 'test',
          randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
          wrapping: 'stored',
          idb: createTestIdb(),
          subtle: crypto.subtle,
          passphraseRounds: 1,
          keyFiles,
        }
        let nowMs = 0
        const later = () => (nowMs += 3_600_000)

        const tryToOpen = async (given: Standing): Promise<AccountStore | undefined> => {
          const opened = await openAccount(options)
          if (!('unlock' in opened)) return opened
          if (given === undefined) return undefined
          const answer = await opened.unlock(secretOf(given), later())
          return answer.at === 'open' ? answer.store : undefined
        }
        const opensWith = async (given: Standing): Promise<boolean> => {
          const store = await tryToOpen(given)
          const row = await store?.get('account', 'doubt')
          store?.close()
          expect(store === undefined || row?.reason === 'kept').toBe(true)
          return store !== undefined
        }

        const standsNow = async (): Promise<'none' | 'some'> => {
          const opened = await openAccount(options)
          if ('unlock' in opened) return 'some'
          opened.close()
          return 'none'
        }

        const first = await tryToOpen(undefined)
        await first?.commit([{ put: 'account', key: 'doubt', row: { reason: 'kept' } }])
        first?.close()
        let standing: Standing

        for (const one of steps) {
          if (one.do === 'reopen') {
            expect(await opensWith(one.given)).toBe(
              standing === undefined || one.given === standing,
            )
            continue
          }
          const given = one.given === -1 ? standing : one.given
          const outcome = await changeOnce(options, one.killedAt, standing, given, one.to, later)
          const right = standing === undefined || given === standing
          if (outcome === 'killed') {
            killed++
            // Before or after, but never between.
            const [now, next] = [await standsNow(), right ? one.to : standing]
            if (now === 'none') {
              expect([standing, next]).toContain(undefined)
              standing = undefined
            } else if (standing === undefined || !(await opensWith(standing))) standing = next
          } else {
            expect(outcome).toBe(right ? 'done' : given === undefined ? 'locked' : 'wrong')
            if (right) standing = one.to
          }
          expect(await opensWith(standing)).toBe(true)
        }
        for (let n = 0; n < SECRETS; n++) {
          expect(await opensWith(n)).toBe(standing === undefined || n === standing)
        }
        expect(keyFiles.files.size).toBe(1)
      }),
      { numRuns: 40 },
    )
    expect(killed).toBeGreaterThan(10)
  }, 60_000)
})

/** Opens the account, changes its lock, and is killed on the way if `killedAt` comes. */
async function changeOnce(
  options: AccountStoreOptions,
  killedAt: number | undefined,
  standing: Standing,
  given: Standing,
  to: Standing,
  later: () => number,
): Promise<string> {
  // Opening is done by mortal parts too, but the count begins with the change.
  const life = { begun: false }
  const alive = mortal(options, killedAt)
  const switching: AccountStoreOptions = {
    ...options,
    subtle: either(() => life.begun, alive.options.subtle, options.subtle),
    ...(options.keyFiles && {
      keyFiles: either(() => life.begun, alive.options.keyFiles, options.keyFiles),
    }),
  }
  const opened = await openAccount(switching)
  let store: AccountStore
  if ('unlock' in opened) {
    const answer = await opened.unlock(secretOf(standing ?? 0), later())
    if (answer.at !== 'open') throw new Error('the present secret does not open')
    store = answer.store
  } else store = opened
  life.begun = true
  const changing = store
    .changeLock(
      {
        ...(to === undefined ? {} : { to: { secret: secretOf(to), idleMinutes: 1 } }),
        ...(given === undefined ? {} : { current: secretOf(given) }),
      },
      later(),
    )
    .then(
      ({ at }) => at as string,
      (cause: unknown) => (cause as { code: string }).code,
    )
  const outcome = await Promise.race([changing, alive.death])
  store.close()
  return outcome
}

/** One of two objects, decided anew at every use. */
function either<T extends object>(first: () => boolean, one: T, other: T): T {
  return new Proxy(other, {
    get(_, name) {
      const target = first() ? one : other
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

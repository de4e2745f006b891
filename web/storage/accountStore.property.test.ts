import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type AccountStore, openAccountStore } from './accountStore.ts'
import { StorageError } from './errors.ts'
import type { Expected, Write } from './rows.ts'
import { openTestStore, preKeyRow } from './testStore.ts'

// Thousands of transactions, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

/** What a store should hold: pre-key ids and the reason of the doubt, with the commit that wrote it. */
interface Model {
  readonly preKeys: Map<number, { readonly seed: number; readonly rev: number }>
  doubt: { readonly reason: string; readonly rev: number } | undefined
  commits: number
}

const emptyModel = (): Model => ({ preKeys: new Map(), doubt: undefined, commits: 0 })

/** A write of a made-up commit, small enough that commits collide often. */
const change = fc.oneof(
  fc.record({ do: fc.constant('put' as const), id: fc.nat(4), seed: fc.nat(250) }),
  fc.record({ do: fc.constant('del' as const), id: fc.nat(4) }),
  fc.record({ do: fc.constant('doubt' as const), reason: fc.string({ maxLength: 5 }) }),
  fc.record({ do: fc.constant('trust' as const) }),
)

/** How a commit goes wrong, if it does. */
const trouble = fc.oneof(
  { weight: 3, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constant('stale' as const) },
  { weight: 1, arbitrary: fc.constant('unstorable' as const) },
  { weight: 1, arbitrary: fc.constant('put throws' as const) },
)

const step = fc.record({
  changes: fc.array(change, { minLength: 1, maxLength: 6 }),
  watched: fc.array(fc.nat(4), { maxLength: 3 }),
  trouble,
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function toWrite(one: Change): Write {
  if (one.do === 'put') return { put: 'preKeys', key: one.id, row: preKeyRow(one.seed) }
  if (one.do === 'del') return { del: 'preKeys', key: one.id }
  if (one.do === 'doubt') return { put: 'account', key: 'doubt', row: { reason: one.reason } }
  return { del: 'account', key: 'doubt' }
}

function applyToModel(model: Model, changes: readonly Change[]): void {
  const rev = ++model.commits
  for (const one of changes) {
    if (one.do === 'put') model.preKeys.set(one.id, { seed: one.seed, rev })
    else if (one.do === 'del') model.preKeys.delete(one.id)
    else if (one.do === 'doubt') model.doubt = { reason: one.reason, rev }
    else model.doubt = undefined
  }
}

async function contentOf(store: AccountStore) {
  return {
    preKeys: await store.getAll('preKeys'),
    doubt: await store.getWithRevision('account', 'doubt'),
  }
}

function contentOfModel(model: Model): Awaited<ReturnType<typeof contentOf>> {
  const ids = [...model.preKeys.keys()].toSorted((a, b) => a - b)
  return {
    preKeys: ids.map((id) => ({ key: id, row: preKeyRow(model.preKeys.get(id)?.seed ?? -1) })),
    doubt: {
      row: model.doubt && { reason: model.doubt.reason },
      rev: model.doubt?.rev ?? 0,
    },
  }
}

/** Makes the put number `at` of the next transaction throw. Returns what puts it right again. */
function breakPut(at: number): () => void {
  const prototype = IDBObjectStore.prototype
  const real = Object.getOwnPropertyDescriptor(prototype, 'put')
  if (!real) throw new Error('no put to break')
  const put = real.value as (...given: unknown[]) => IDBRequest<IDBValidKey>
  let count = 0
  Object.defineProperty(prototype, 'put', {
    ...real,
    value(this: IDBObjectStore, ...given: unknown[]) {
      if (++count === at) throw new DOMException('broken on purpose', 'DataCloneError')
      return put.apply(this, given)
    },
  })
  return () => Object.defineProperty(prototype, 'put', real)
}

describe('any sequence of commits', () => {
  it('leaves the store equal to a plain map, failing ones included', async () => {
    let failed = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { store, reopen } = await openTestStore()
        const model = emptyModel()
        for (const { changes, watched, trouble: kind } of steps) {
          const writes = changes.map(toWrite)
          const stale = kind === 'stale' ? 1 : 0
          const expected: Expected[] = (stale && !watched.length ? [0] : watched).map((id) => ({
            store: 'preKeys',
            key: id,
            rev: (model.preKeys.get(id)?.rev ?? 0) + stale,
          }))
          if (kind === 'unstorable') {
            const reason = Number.NaN as unknown as string
            writes.push({ put: 'account', key: 'doubt', row: { reason } })
          }
          // The counter is put first, so the last put of all is number `puts`.
          const puts = 1 + writes.filter((write) => 'put' in write).length
          const repair = kind === 'put throws' ? breakPut(puts) : () => {}
          const code = await store
            .commit(writes, expected)
            .then(() => 'stored')
            .catch((error: unknown) => (error instanceof StorageError ? error.code : 'other'))
          repair()
          if (kind === 'none') {
            expect(code).toBe('stored')
            applyToModel(model, changes)
          } else {
            failed++
            expect(code).toBe(kind === 'stale' ? 'conflict' : 'bad-write')
          }
          expect(await contentOf(store)).toEqual(contentOfModel(model))
        }
        expect(await contentOf(await reopen())).toEqual(contentOfModel(model))
      }),
      { numRuns: 60 },
    )
    expect(failed).toBeGreaterThan(50)
  })
})

/** Where the engine's life ends. After `some turns` its commit may be on the disk, unanswered. */
const deaths = [
  'while sealing',
  'before the transaction',
  'inside the transaction',
  'after some turns',
] as const

describe('an engine that dies in the middle of a commit', () => {
  it.each(deaths)('(%s) loses nothing acknowledged, and leaves nothing half', async (death) => {
    const batches = fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { maxLength: 6 })
    const last = fc.array(change, { minLength: 2, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(batches, last, fc.nat(30), async (acknowledged, unheard, turns) => {
        let dying = false
        const subtle = new Proxy(crypto.subtle, {
          get: (target, property) => {
            const real = Reflect.get(target, property) as (...given: unknown[]) => unknown
            if (property !== 'encrypt') return real.bind(target)
            return (...given: unknown[]) =>
              dying && death === 'while sealing'
                ? Promise.reject(new Error('the engine is dead'))
                : real.apply(target, given)
          },
        })
        const { store, options } = await openTestStore({ subtle })
        const model = emptyModel()
        for (const changes of acknowledged) {
          await store.commit(changes.map(toWrite))
          applyToModel(model, changes)
        }
        const before = contentOfModel(model)
        // At least one put, so that a broken second put (after the counter's) is met.
        const extra: Change = { do: 'put', id: 9, seed: 9 }
        applyToModel(model, [...unheard, extra])
        const after = contentOfModel(model)

        dying = true
        let revive = () => {}
        if (death === 'before the transaction') revive = breakTransactions()
        if (death === 'inside the transaction') revive = breakPut(2)
        const settled = store.commit([...unheard, extra].map(toWrite)).then(
          () => 'stored',
          () => 'failed',
        )
        if (death === 'after some turns') {
          for (let turn = 0; turn < turns; turn++) await new Promise((next) => setImmediate(next))
          revive = breakTransactions()
        }
        const outcome = await settled
        revive()

        const next = await openAccountStore({ ...options, subtle: crypto.subtle })
        if (death !== 'after some turns') expect(outcome).toBe('failed')
        expect(await contentOf(next)).toEqual(outcome === 'stored' ? after : before)
      }),
      { numRuns: 25 },
    )
  })
})

/** From now on no transaction begins. Returns what ends the spell. */
function breakTransactions(): () => void {
  const real = Object.getOwnPropertyDescriptor(IDBDatabase.prototype, 'transaction')
  if (!real) throw new Error('no transaction to break')
  Object.defineProperty(IDBDatabase.prototype, 'transaction', {
    ...real,
    value: () => {
      throw new DOMException('the engine is dead', 'InvalidStateError')
    },
  })
  return () => Object.defineProperty(IDBDatabase.prototype, 'transaction', real)
}

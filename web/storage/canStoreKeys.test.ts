import { afterEach, describe, expect, it, vi } from 'vitest'
import { canStoreKeys } from './canStoreKeys.ts'
import { createTestIdb } from './testIdb.ts'

const { subtle } = crypto

afterEach(() => vi.restoreAllMocks())

/** Changes what a store gives back, as the browsers in question do. */
function giveBack(value: unknown) {
  const real = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'result')
  vi.spyOn(IDBRequest.prototype, 'result', 'get').mockImplementation(function (this: IDBRequest) {
    return this.source instanceof IDBObjectStore ? value : real?.get?.call(this)
  })
}

describe('whether keys can be stored', () => {
  it('is true where a key comes back and works; nothing is left behind', async () => {
    const idb = createTestIdb()
    expect(await canStoreKeys(idb, subtle)).toBe(true)
    expect(await idb.databases()).toEqual([])
    expect(await canStoreKeys(idb, subtle)).toBe(true)
  })

  it('is true for several that ask at the same time', async () => {
    const idb = createTestIdb()
    const answers = await Promise.all(Array.from({ length: 5 }, () => canStoreKeys(idb, subtle)))
    expect(answers).toEqual([true, true, true, true, true])
    expect(await canStoreKeys(idb, subtle)).toBe(true)
    expect(await idb.databases()).toEqual([])
  })

  it('is false where no answer comes in time', async () => {
    vi.spyOn(IDBFactory.prototype, 'open').mockReturnValue({} as IDBOpenDBRequest)
    const idb = createTestIdb()
    expect(await canStoreKeys(idb, subtle, Promise.resolve())).toBe(false)
  })

  it.each([
    ['null comes back', null],
    ['nothing comes back', undefined],
    ['another object comes back', {}],
  ])('is false where %s', async (_, back) => {
    const idb = createTestIdb()
    giveBack(back)
    expect(await canStoreKeys(idb, subtle)).toBe(false)
    expect(await idb.databases()).toEqual([])
  })

  it('is false where another key comes back', async () => {
    const other = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ])
    giveBack(other)
    expect(await canStoreKeys(createTestIdb(), subtle)).toBe(false)
  })

  it('is false where a key cannot be cloned', async () => {
    const idb = createTestIdb()
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('not cloneable', 'DataCloneError')
    })
    expect(await canStoreKeys(idb, subtle)).toBe(false)
    expect(await idb.databases()).toEqual([])
  })

  it('is false without IndexedDB', async () => {
    expect(await canStoreKeys(undefined as unknown as IDBFactory, subtle)).toBe(false)
  })
})

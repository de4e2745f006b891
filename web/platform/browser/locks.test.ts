import { describe, expect, it } from 'vitest'
import { browserLocks } from './locks.ts'

/** A lock manager that grants when told, and rejects an abandoned wait as browsers do. */
function manager() {
  const waiting: Array<{ name: string; mode: string | undefined; grant: () => void }> = []
  const held = new Set<string>()
  const locks = {
    request: (name: string, options: LockOptions, task: () => Promise<void>) =>
      new Promise<void>((resolve, reject) => {
        const abandon = () => reject(new DOMException('abandoned', 'AbortError'))
        options.signal?.addEventListener('abort', abandon)
        waiting.push({
          name,
          mode: options.mode,
          grant() {
            options.signal?.removeEventListener('abort', abandon)
            held.add(name)
            void task().then(() => {
              held.delete(name)
              resolve()
            }, reject)
          },
        })
      }),
  }
  return { locks: browserLocks(locks as LockManager), waiting, held }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('browserLocks', () => {
  it('holds a lock until it is let go', async () => {
    const { locks, waiting, held } = manager()
    let release = () => {}
    locks.request('name', 'shared', (letGo) => {
      release = letGo
    })
    expect(waiting).toMatchObject([{ name: 'name', mode: 'shared' }])
    waiting[0]?.grant()
    await turn()
    expect([...held]).toEqual(['name'])
    release()
    await turn()
    expect(held.size).toBe(0)
  })

  it('gives up waiting without an error', async () => {
    const { locks } = manager()
    const giveUp = locks.request('name', 'exclusive', () => {
      throw new Error('was given up')
    })
    giveUp()
    await turn()
  })

  it('lets go at once of a lock that is granted while it is given up', async () => {
    const { locks, waiting, held } = manager()
    const giveUp = locks.request('name', 'exclusive', () => {
      throw new Error('was given up')
    })
    const [request] = waiting
    giveUp()
    request?.grant()
    await turn()
    expect(held.size).toBe(0)
  })

  it('keeps a held lock when the wait for it is given up too late', async () => {
    const { locks, waiting, held } = manager()
    const giveUp = locks.request('name', 'exclusive', () => {})
    waiting[0]?.grant()
    await turn()
    giveUp()
    await turn()
    expect([...held]).toEqual(['name'])
  })
})

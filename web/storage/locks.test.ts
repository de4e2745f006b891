import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLocks } from './locks.ts'

/** A task that ends when the test says so. */
function manualTask() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  let began = false
  const run = async () => {
    began = true
    await ended
  }
  return { run, end, began: () => began }
}

/** Lets everything run that can run without an outside event. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('keyed locks', () => {
  it('keep holders of one name apart and let other names pass', async () => {
    const locks = createLocks()
    const first = manualTask()
    const second = manualTask()
    const other = manualTask()
    const all = [
      locks.hold(['a'], first.run),
      locks.hold(['a'], second.run),
      locks.hold(['b'], other.run),
    ]
    await settle()
    expect([first.began(), second.began(), other.began()]).toEqual([true, false, true])
    first.end()
    await settle()
    expect(second.began()).toBe(true)
    second.end()
    other.end()
    await Promise.all(all)
  })

  it('do not wait in a ring when two ask in opposite orders', async () => {
    const locks = createLocks()
    const order: string[] = []
    const note = (name: string) => async () => {
      await settle()
      order.push(name)
    }
    await Promise.all([
      locks.hold(['a', 'b'], note('ab')),
      locks.hold(['b', 'a'], note('ba')),
      locks.hold(['b'], note('b')),
      locks.hold(['c', 'b', 'a', 'a'], note('cba')),
    ])
    expect(order.toSorted()).toEqual(['ab', 'b', 'ba', 'cba'])
  })

  it('are free again after a task that threw, and hand its error on', async () => {
    const locks = createLocks()
    const broken = async () => {
      await settle()
      throw new Error('broken task')
    }
    const failing = locks.hold(['a', 'b'], broken)
    const next = locks.hold(['b', 'a'], async () => 'next')
    await expect(failing).rejects.toThrow('broken task')
    expect(await next).toBe('next')
    expect(await locks.hold([], async () => 'no names')).toBe('no names')
  })

  it('serve a name in the order of asking', async () => {
    const locks = createLocks()
    const order: number[] = []
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        locks.hold(['a'], async () => {
          await settle()
          order.push(at)
        }),
      ),
    )
    expect(order).toEqual(Array.from({ length: 20 }, (_, at) => at))
  })

  it('exclude each other for any sets of names and any failures', async () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const request = fc.record({ names: fc.array(name, { maxLength: 4 }), fails: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 12 }), async (requests) => {
        const locks = createLocks()
        const held = new Set<string>()
        let ended = 0
        await Promise.allSettled(
          requests.map(({ names, fails }) =>
            locks.hold(names, async () => {
              const mine = new Set(names)
              for (const one of mine) expect(held.has(one)).toBe(false)
              for (const one of mine) held.add(one)
              await settle()
              for (const one of mine) held.delete(one)
              ended++
              if (fails) throw new Error('as asked')
            }),
          ),
        )
        expect(ended).toBe(requests.length)
      }),
      { numRuns: 100 },
    )
  })
})

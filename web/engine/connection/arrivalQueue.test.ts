import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createArrivalQueue } from './arrivalQueue.ts'

function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

const turns = async (count = 20) => {
  for (let at = 0; at < count; at++) await Promise.resolve()
}

describe('the queue of arrivals', () => {
  it('begins the next one when one has its place, and lets it answer only in its turn', async () => {
    const queue = createArrivalQueue()
    const seen: string[] = []
    const commit = gate()
    queue.add(async ({ begun }) => {
      seen.push('first begins')
      begun()
      await commit.opened
      seen.push('first answers')
    })
    queue.add(async ({ begun, before }) => {
      seen.push('second begins')
      begun()
      await before
      seen.push('second answers')
    })
    await turns()
    expect(seen).toEqual(['first begins', 'second begins'])
    commit.open()
    await queue.idle()
    expect(seen.slice(2)).toEqual(['first answers', 'second answers'])
  })

  it('waits for the end of one that never says that it has begun', async () => {
    const queue = createArrivalQueue()
    const seen: string[] = []
    const work = gate()
    queue.add(async () => {
      await work.opened
      seen.push('first')
    })
    queue.add(async () => {
      seen.push('second')
    })
    await turns()
    expect(seen).toEqual([])
    work.open()
    await queue.idle()
    expect(seen).toEqual(['first', 'second'])
  })

  it('has no more under way than its limit', async () => {
    const queue = createArrivalQueue(3)
    const gates = Array.from({ length: 6 }, gate)
    let begunCount = 0
    for (const { opened } of gates) {
      queue.add(async ({ begun }) => {
        begunCount++
        begun()
        await opened
      })
    }
    await turns()
    expect(begunCount).toBe(3)
    gates[0]?.open()
    await turns()
    expect(begunCount).toBe(4)
    for (const { open } of gates) open()
    await queue.idle()
    expect(begunCount).toBe(6)
  })

  it('keeps both orders, whatever takes long', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ pause: fc.nat(9), shares: fc.boolean() }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (arrivals, limit) => {
          const queue = createArrivalQueue(limit)
          const began: number[] = []
          const answered: number[] = []
          arrivals.forEach(({ pause, shares }, at) => {
            queue.add(async ({ begun, before }) => {
              began.push(at)
              if (shares) begun()
              await turns(pause)
              await before
              answered.push(at)
            })
          })
          await queue.idle()
          const inOrder = arrivals.map((_, at) => at)
          expect(began).toEqual(inOrder)
          expect(answered).toEqual(inOrder)
        },
      ),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { manualClock } from '../../platform/fakes.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { createWork } from '../work/createWork.ts'
import { createChatSizes, type StreamSize } from './chatSizes.ts'

/** Streams of chats with these sizes, and how often each was counted. */
async function setUp(streams: Readonly<Record<number, { chatId: number } & StreamSize>>) {
  const { store } = await openTestStore()
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const work = createWork({ store, clock: manualClock(), randomBytes })
  const now = new Map(Object.entries(streams).map(([id, size]) => [Number(id), size]))
  const point = (streamId: number, chatId: number) =>
    work.run(async (unit) => unit.put('streams', streamId, { chatId }))
  for (const [id, { chatId }] of now) await point(id, chatId)
  const counted: number[] = []
  let whole = 0
  let duringWhole = () => {}
  const sizeOf = (streamId: number): StreamSize => {
    const { messages = 0, bytes = 0 } = now.get(streamId) ?? {}
    return { messages, bytes }
  }
  const sizes = createChatSizes({
    rows: work.reader,
    breathe: async () => {},
    async sizeOfStream(streamId) {
      counted.push(streamId)
      return sizeOf(streamId)
    },
    async *sizesOfStreams() {
      whole += 1
      for (const streamId of now.keys()) {
        const { messages, bytes } = sizeOf(streamId)
        duringWhole()
        // In two parts, as a stream of several directory records comes.
        const rest = { messages: messages - 1, bytes: bytes - 10 }
        yield [
          { streamId, messages: 1, bytes: 10 },
          { streamId, ...rest },
        ]
      }
    },
  })
  return {
    work,
    sizes,
    now,
    point,
    counted,
    whole: () => whole,
    duringWhole: (task: () => void) => {
      duringWhole = task
    },
  }
}

const key = (streamId: number) => ({ key: [streamId, 5, 5] as const })

describe('sizes of chats', () => {
  it('are summed over streams, the largest first, or the one with the most messages', async () => {
    const { sizes } = await setUp({
      1: { chatId: 10, messages: 5, bytes: 500 },
      2: { chatId: 11, messages: 50, bytes: 400 },
      3: { chatId: 10, messages: 6, bytes: 100 },
    })
    expect(await sizes.list('bytes')).toEqual([
      { chatId: 10, messages: 11, bytes: 600 },
      { chatId: 11, messages: 50, bytes: 400 },
    ])
    expect((await sizes.list('messages')).map(({ chatId }) => chatId)).toEqual([11, 10])
  })

  it('are counted once, and after that only where something changed', async () => {
    const { sizes, now, counted, whole, point } = await setUp({
      1: { chatId: 10, messages: 5, bytes: 500 },
      2: { chatId: 11, messages: 5, bytes: 400 },
    })
    await Promise.all([sizes.list('bytes'), sizes.list('messages')])
    now.set(2, { chatId: 11, messages: 9, bytes: 900 })
    now.set(3, { chatId: 12, messages: 1, bytes: 1 })
    await point(3, 12)
    sizes.changed([key(2), key(3), key(2)])
    expect((await sizes.list('bytes')).map(({ bytes }) => bytes)).toEqual([900, 500, 1])
    await sizes.list('bytes')
    expect(counted).toEqual([2, 3])
    expect(whole()).toBe(1)
  })

  it('miss nothing that changes while they are counted', async () => {
    const { sizes, now, duringWhole } = await setUp({
      1: { chatId: 10, messages: 5, bytes: 500 },
      2: { chatId: 11, messages: 5, bytes: 400 },
    })
    duringWhole(() => {
      now.set(1, { chatId: 10, messages: 7, bytes: 700 })
      sizes.changed([key(1)])
    })
    expect(await sizes.list('bytes')).toContainEqual({ chatId: 10, messages: 7, bytes: 700 })
  })

  it('are not kept as they were before a change that came while chats were named', async () => {
    const { sizes, now, work } = await setUp({ 1: { chatId: 10, messages: 5, bytes: 500 } })
    const range = work.reader.range.bind(work.reader)
    work.reader.range = async (name, bounds) => {
      now.set(1, { chatId: 10, messages: 7, bytes: 700 })
      sizes.changed([key(1)])
      return await range(name, bounds)
    }
    await Promise.all([sizes.list('bytes'), sizes.list('messages')])
    expect(await sizes.list('bytes')).toEqual([{ chatId: 10, messages: 7, bytes: 700 }])
  })

  it('follow two chats that become one, and leave out what is empty', async () => {
    const { sizes, point, now } = await setUp({
      1: { chatId: 10, messages: 5, bytes: 500 },
      2: { chatId: 11, messages: 5, bytes: 400 },
      4: { chatId: 13, messages: 5, bytes: 40 },
    })
    await sizes.list('bytes')
    await point(2, 10)
    sizes.joined()
    now.set(4, { chatId: 13, messages: 0, bytes: 0 })
    sizes.changed([key(4)])
    expect(await sizes.list('bytes')).toEqual([{ chatId: 10, messages: 10, bytes: 900 }])
  })
})

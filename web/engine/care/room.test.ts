import { describe, expect, it } from 'vitest'
import { manualClock, settle } from '../../platform/fakes.ts'
import { createRoom, levelOf } from './room.ts'

const GB = 1_000_000_000
const MB = 1_000_000

/** A room whose browser says what the test wants it to. */
async function openRoom(usedBytes: number, quotaBytes: number) {
  const clock = manualClock()
  const facts = { kept: false, usedBytes, quotaBytes }
  let asked = 0
  const room = createRoom({
    clock,
    storageFacts: async () => {
      asked += 1
      return { ...facts }
    },
  })
  const told: string[] = []
  room.onChange(() => told.push(room.level()))
  room.start()
  await settle()
  return { clock, room, facts, told, asked: () => asked }
}

describe('what room is worth', () => {
  it.each([
    [10 * GB, 501 * MB, 'ok'],
    [10 * GB, 499 * MB, 'low'],
    [10 * GB, 99 * MB, 'full'],
    [1 * GB, 201 * MB, 'ok'],
    [1 * GB, 199 * MB, 'low'],
    [1 * GB, 49 * MB, 'full'],
    // Where little is allowed at all, little has to do.
    [8 * MB, 3 * MB, 'ok'],
    [8 * MB, 1.9 * MB, 'low'],
    [8 * MB, 0.7 * MB, 'full'],
  ])('of %d bytes, %d left: %s', (quota, left, level) => {
    expect(levelOf(left, quota, 'ok')).toBe(level)
  })

  it('does not flicker at the edge', () => {
    expect(levelOf(505 * MB, 10 * GB, 'low')).toBe('low')
    expect(levelOf(560 * MB, 10 * GB, 'low')).toBe('ok')
    expect(levelOf(105 * MB, 10 * GB, 'full')).toBe('full')
    expect(levelOf(125 * MB, 10 * GB, 'full')).toBe('low')
  })

  it('is enough where nobody tells', () => {
    expect(levelOf(undefined, undefined, 'full')).toBe('ok')
  })
})

describe('the room', () => {
  it('is looked at from the start, every five minutes, and oftener once it is low', async () => {
    const { clock, room, facts, told, asked } = await openRoom(1 * GB, 10 * GB)
    expect(room.view()).toEqual({ level: 'ok', leftBytes: 9 * GB })
    facts.usedBytes = 9.7 * GB
    await clock.advance(299_000)
    expect(asked()).toBe(1)
    await clock.advance(1_000)
    expect(room.level()).toBe('low')
    facts.usedBytes = 9.95 * GB
    await clock.advance(30_000)
    facts.usedBytes = 1 * GB
    await clock.advance(30_000)
    expect(told).toEqual(['low', 'full', 'ok'])
  })

  it('is full at once when something could not be stored, for a minute, or until space was freed', async () => {
    const { clock, room, told } = await openRoom(1 * GB, 10 * GB)
    room.quotaHit()
    expect(room.level()).toBe('full')
    await clock.advance(45_000)
    expect(room.level()).toBe('full')
    await clock.advance(30_000)
    expect(room.level()).toBe('ok')
    room.quotaHit()
    await room.freed()
    expect(room.level()).toBe('ok')
    expect(told).toEqual(['full', 'ok', 'full', 'ok'])
  })

  it('is not asked for any more after the end', async () => {
    const { clock, room, asked } = await openRoom(1 * GB, 10 * GB)
    room.stop()
    await clock.advance(3_600_000)
    expect(asked()).toBe(1)
    expect(clock.pending()).toBe(0)
  })

  it('is enough where the browser says nothing, until a commit finds none', async () => {
    const clock = manualClock()
    const room = createRoom({ clock })
    room.start()
    await settle()
    expect(room.view()).toEqual({ level: 'ok' })
    room.quotaHit()
    expect(room.level()).toBe('full')
    room.stop()
  })

  it('is tried where the browser tells of more than there is, later than the start and not often', async () => {
    const clock = manualClock()
    let roomBytes = 1000 * MB
    const tries: number[] = []
    const room = createRoom({
      clock,
      storageFacts: async () => ({ kept: false, usedBytes: 1, quotaBytes: 10 * GB }),
      async hasRoomFor(bytes) {
        tries.push(bytes)
        return bytes <= roomBytes
      },
    })
    room.start()
    await room.look()
    expect(tries).toEqual([])
    await clock.advance(15_000)
    await room.look()
    await room.look()
    expect(tries).toEqual([100 * MB])
    roomBytes = 60 * MB
    await clock.advance(300_000)
    expect(room.view()).toEqual({ level: 'low' })
    roomBytes = 10 * MB
    await clock.advance(30_000)
    expect(room.view()).toEqual({ level: 'full' })
    roomBytes = 1000 * MB
    await room.freed()
    expect(room.level()).toBe('ok')
    room.stop()
  })
})

import { describe, expect, it } from 'vitest'
import {
  fakeNetwork,
  fakePlatform,
  fakeSockets,
  manualClock,
  seededRandom,
  settle,
} from './fakes.ts'

describe('manualClock', () => {
  it('runs due tasks in order of time, each at its own time', async () => {
    const clock = manualClock(1_000)
    const seen: Array<[string, number]> = []
    clock.after(20, () => seen.push(['later', clock.now()]))
    clock.after(10, () => seen.push(['sooner', clock.now()]))
    clock.after(10, () => seen.push(['same time, planned later', clock.now()]))
    clock.after(31, () => seen.push(['not yet', clock.now()]))
    await clock.advance(30)
    expect(seen).toEqual([
      ['sooner', 1_010],
      ['same time, planned later', 1_010],
      ['later', 1_020],
    ])
    expect(clock.now()).toBe(1_030)
    expect(clock.pending()).toBe(1)
  })

  it('runs a task that a due task planned, even after native crypto', async () => {
    const clock = manualClock(0)
    const seen: number[] = []
    clock.after(5, () => {
      void crypto.subtle.digest('SHA-256', new Uint8Array(8)).then(() => {
        clock.after(5, () => seen.push(clock.now()))
      })
    })
    await clock.advance(10)
    expect(seen).toEqual([10])
  })

  it('wakes from a sleep with everything late, in order of time', async () => {
    const clock = manualClock(0)
    const seen: Array<[string, number]> = []
    clock.after(20, () => seen.push(['second', clock.now()]))
    clock.after(10, () => {
      seen.push(['first', clock.now()])
      clock.after(10, () => seen.push(['not yet', clock.now()]))
    })
    await clock.sleep(1_000)
    expect(seen).toEqual([
      ['first', 1_000],
      ['second', 1_000],
    ])
  })

  it('forgets a cancelled task', async () => {
    const clock = manualClock(0)
    const cancel = clock.after(5, () => {
      throw new Error('was cancelled')
    })
    cancel()
    await clock.advance(10)
    expect(clock.pending()).toBe(0)
  })
})

describe('seededRandom', () => {
  it('repeats for a seed and differs between seeds', () => {
    expect(seededRandom(1)(64)).toEqual(seededRandom(1)(64))
    expect(seededRandom(1)(64)).not.toEqual(seededRandom(2)(64))
  })

  it('goes on instead of starting over, and covers the byte range', () => {
    const random = seededRandom(3)
    expect(random(16)).not.toEqual(random(16))
    expect(new Set(random(4_096)).size).toBe(256)
  })
})

describe('fakeNetwork', () => {
  it('tells changes only, and only while listened to', () => {
    const network = fakeNetwork()
    const heard: boolean[] = []
    const stop = network.onChange((online) => heard.push(online))
    network.set(true)
    network.set(false)
    stop()
    network.set(true)
    expect(heard).toEqual([false])
    expect(network.online()).toBe(true)
  })
})

describe('fakeSockets', () => {
  it('carries bytes both ways and tells the end once', async () => {
    const { dial, dialled } = fakeSockets()
    const heard: string[] = []
    const socket = dial('ws://x.test', {
      onOpen: () => heard.push('open'),
      onBytes: (bytes) => heard.push(`bytes ${bytes.join()}`),
      onClose: ({ code, everOpened }) => heard.push(`close ${code} ${everOpened}`),
    })
    const [service] = dialled
    socket.send(Uint8Array.of(9))
    service?.open()
    await settle()
    socket.send(Uint8Array.of(1, 2))
    service?.send(Uint8Array.of(3))
    service?.close(1011)
    service?.send(Uint8Array.of(4))
    socket.close()
    await settle()
    expect(service?.received).toEqual([Uint8Array.of(1, 2)])
    expect(heard[0]).toBe('open')
    expect(heard.filter((line) => line.startsWith('close'))).toHaveLength(1)
    expect(heard).not.toContain('bytes 4')
  })

  it('tells of a refused address as a close that never opened', async () => {
    const { platform, sockets } = fakePlatform()
    sockets.onDial((connection) => connection.close())
    const closes: unknown[] = []
    platform.dial('ws://x.test', {
      onOpen: () => closes.push('opened'),
      onBytes: () => closes.push('bytes'),
      onClose: (closed) => closes.push(closed),
    })
    await settle()
    expect(closes).toEqual([{ code: 1006, everOpened: false }])
  })
})

import type { Clock, Dial, Platform } from '../../../web/platform/platform.ts'
import type { AccountStore } from '../../../web/storage/accountStore.ts'
import type { Write } from '../../../web/storage/rows.ts'
import type { MessageRow } from '../../../web/storage/talkRows.ts'
import type { SandboxService } from '../../../server/sandbox/service.ts'
import { dialInMemory } from '../memorySockets.ts'
import type { BrowserOptions } from '../town.ts'
import { answeredIds, messageIdOf } from './stanzas.ts'
import type { Window } from './windows.ts'

/** Where an engine is to be stopped: so many steps after a message has reached a window. */
export interface Aim {
  readonly window: Window
  readonly steps: number
}

/** Engines of one browser, one after another; each can be stopped between two awaited steps. */
export interface Lives {
  /** For the browser that they live in. */
  readonly options: BrowserOptions
  /** From here on the running engine counts what happens, and ends as it is aimed at. */
  aim(aim: Aim): void
  isOver(): boolean
  /** Ends the running engine now. */
  kill(): void
  /** Cuts its line; it goes on. */
  cut(): void
  /** A message with this id is under way to the engine. */
  expect(id: string): void
  /** A command is given to the engine; the answer is to be told. */
  composing(): () => void
  /** In which windows messages were when the engine that was aimed at ended. */
  windowsHit(): ReadonlySet<Window>
}

/** What one engine has done since it was aimed at. */
interface Life {
  over: boolean
  aim: Aim | undefined
  left: number
  arrived: number
  begun: number
  told: number
  readonly stored: Set<number>
  readonly acked: Set<number>
  readonly decrypted: Set<string>
  store: AccountStore | undefined
}

const never = <T>() => new Promise<T>(() => {})

export function createLives(service: () => SandboxService, clock: Clock): Lives {
  const sockets = dialInMemory(service)
  /** What the own outbox holds: the ids on the wire under their numbers. */
  const outbox = new Map<number, string>()
  /** Messages to the engine that it has not answered, and those of them that are stored. */
  const coming = new Set<string>()
  const arrivedRows = new Set<string>()
  let life = newLife()

  function newLife(): Life {
    return {
      over: false,
      aim: undefined,
      left: Number.POSITIVE_INFINITY,
      arrived: 0,
      begun: 0,
      told: 0,
      stored: new Set(),
      acked: new Set(),
      decrypted: new Set(),
      store: undefined,
    }
  }

  function end(of: Life): void {
    if (of.over) return
    of.over = true
    sockets.cut()
    of.store?.close()
  }

  /** A message is in a window now. */
  function reached(of: Life, window: Window): void {
    if (of.over || of.aim?.window !== window || of.left !== Number.POSITIVE_INFINITY) return
    of.left = of.aim.steps
    if (of.left === 0) end(of)
  }

  /** False when the engine is dead, or dies of this step. */
  function goesOn(of: Life): boolean {
    if (of.over) return false
    of.left -= 1
    if (of.left < 0) end(of)
    return !of.over
  }

  function beforeCommit(of: Life, writes: readonly Write[]): void {
    for (const write of writes) {
      if ('del' in write && write.del === 'outbox' && outbox.has(write.key)) {
        of.acked.add(write.key)
        reached(of, 'acked')
      }
      for (const { id, missing } of messagesIn(write)) {
        if (!coming.has(id) || missing !== undefined || arrivedRows.has(id)) continue
        of.decrypted.add(id)
        reached(of, 'decrypted')
      }
    }
  }

  function afterCommit(of: Life, writes: readonly Write[]): void {
    for (const write of writes) {
      if ('del' in write && write.del === 'outbox') outbox.delete(write.key)
      if (!('put' in write)) continue
      if (write.put === 'outbox' && (write.row.plan as { what: string }).what === 'message') {
        if (!outbox.has(write.key)) of.stored.add(write.key)
        outbox.set(write.key, write.row.id)
        reached(of, 'committed out')
      }
      for (const { id } of messagesIn(write)) {
        if (!of.decrypted.has(id)) continue
        arrivedRows.add(id)
        reached(of, 'committed in')
      }
    }
  }

  function guard(store: AccountStore): AccountStore {
    const of = life
    of.store = store
    const step = () => (goesOn(of) ? undefined : never<void>())
    const live = async <T>(task: Promise<T>) => {
      const result = await task
      return of.over ? never<T>() : result
    }
    return {
      ...store,
      async get(name, key) {
        await step()
        return live(store.get(name, key))
      },
      async getWithRevision(name, key) {
        await step()
        return live(store.getWithRevision(name, key))
      },
      async getAll(name) {
        await step()
        return live(store.getAll(name))
      },
      async pick(name, ask) {
        await step()
        return live(store.pick(name, ask))
      },
      async commit(writes, expected) {
        if (of.over) return never()
        beforeCommit(of, writes)
        await step()
        await store.commit(writes, expected)
        afterCommit(of, writes)
        await step()
      },
    }
  }

  const received = () => service().record.received
  const sent = () => service().record.sent

  /** What the service has heard of this engine tells which window a message is in. */
  function heard(of: Life, from: number): void {
    for (const { node } of received().slice(from)) {
      if (node === undefined) continue
      if (messageIdOf(node) !== undefined) reached(of, 'sent')
      if (answeredIds(node).some((id) => coming.has(id))) reached(of, 'answered')
    }
  }

  function dialOf(of: Life): Dial {
    return (url, events) => {
      const socket = sockets.dial(url, {
        onOpen: () => void (of.over || events.onOpen()),
        onBytes(bytes) {
          if (!goesOn(of)) return
          const node = sent()[of.arrived]?.node
          of.arrived += 1
          events.onBytes(bytes)
          const id = node && messageIdOf(node)
          if (id !== undefined && coming.has(id)) reached(of, 'received')
        },
        onClose: (closed) => void (of.over || events.onClose(closed)),
      })
      return {
        send(bytes) {
          if (!goesOn(of)) return
          const from = received().length
          socket.send(bytes)
          queueMicrotask(() => queueMicrotask(() => heard(of, from)))
        },
        close: () => socket.close(),
      }
    }
  }

  function clockOf(of: Life): Clock {
    return {
      now: () => clock.now(),
      after: (delayMs, task) => clock.after(delayMs, () => void (of.over || task())),
    }
  }

  function platform(): Partial<Platform> {
    end(life)
    life = newLife()
    service().record.clear()
    return { dial: dialOf(life), clock: clockOf(life) }
  }

  function hitGoingOut(): Window | undefined {
    const ids = received().flatMap(({ node }) => (node && messageIdOf(node)) ?? [])
    if (life.acked.size > 0) return 'acked'
    if ([...outbox.values()].some((id) => ids.includes(id))) return 'sent'
    return life.stored.size > 0 ? 'committed out' : undefined
  }

  function hitComingIn(id: string, answered: ReadonlySet<string>): Window | undefined {
    const delivered = sent()
      .slice(0, life.arrived)
      .some(({ node }) => node !== undefined && messageIdOf(node) === id)
    if (answered.has(id)) return 'answered'
    if (arrivedRows.has(id)) return delivered ? 'committed in' : undefined
    if (life.decrypted.has(id)) return 'decrypted'
    return delivered ? 'received' : undefined
  }

  return {
    options: { guard, platform },
    aim(aim) {
      life.aim = aim
      for (const seen of [life.stored, life.acked, life.decrypted]) seen.clear()
      life.begun = 0
      life.told = 0
    },
    isOver: () => life.over,
    kill: () => end(life),
    cut: () => sockets.cut(),
    expect: (id) => void coming.add(id),
    composing() {
      const of = life
      of.begun += 1
      reached(of, 'composed')
      return () => {
        of.told += 1
      }
    },
    windowsHit() {
      const hit = new Set<Window>()
      const answered = new Set(received().flatMap(({ node }) => (node ? answeredIds(node) : [])))
      for (const id of coming) {
        const window = hitComingIn(id, answered)
        if (window !== undefined) hit.add(window)
        if (answered.has(id)) coming.delete(id)
      }
      const out = hitGoingOut()
      if (out !== undefined) hit.add(out)
      if (life.begun > Math.max(life.told, life.stored.size)) hit.add('composed')
      return hit
    },
  }
}

/** Messages that a write puts where new ones are stored first. */
function messagesIn(write: Write): readonly MessageRow[] {
  if (!('put' in write) || write.put !== 'journal') return []
  return write.row.writes.flatMap(({ row }) => row ?? [])
}

import { seededRandom } from './fakes.ts'

/** One end of a fake line. */
interface FakePort<Out, In> {
  post(message: Out): void
  listen(onMessage: (message: In) => void): void
  close(): void
}

/** A tab or a worker: what it holds and hears ends with it. */
export interface FakeAgent {
  readonly locks: {
    request(
      name: string,
      mode: 'exclusive' | 'shared',
      onHeld: (release: () => void) => void,
    ): () => void
  }
  openChannel<Message>(name: string): FakePort<Message, Message>
  isAlive(): boolean
  /** Like a killed process: nothing is said, locks are let go, messages on their way still arrive. */
  die(): void
}

/** Tabs and workers with their Web Locks, BroadcastChannels and MessagePorts. */
export interface FakeBrowser {
  agent(): FakeAgent
  /** A MessageChannel with one end in each agent. */
  line<AtFirst, AtSecond>(
    first: FakeAgent,
    second: FakeAgent,
  ): [FakePort<AtSecond, AtFirst>, FakePort<AtFirst, AtSecond>]
  /** Delivers one message or lock, if any is on its way. */
  step(): Promise<boolean>
  /** Delivers until nothing moves. */
  rest(): Promise<void>
  /** Names of the locks that are held. */
  heldLocks(): readonly string[]
}

interface LockRequest {
  readonly agent: FakeAgent
  readonly mode: 'exclusive' | 'shared'
  readonly onHeld: (release: () => void) => void
  cancelled: boolean
}

/**
 * A browser without real time. Every line keeps its order, but which line moves next is drawn from
 * `seed`, so that a seed is one order of events out of all that are possible.
 *
 * @throws Error from `rest` when the agents never stop talking.
 */
export function fakeBrowser(seed: number): FakeBrowser {
  const random = seededRandom(seed)
  const lines: Array<Array<() => void>> = []
  const locks = new Map<string, { held: LockRequest[]; waiting: LockRequest[] }>()
  const channels = new Set<{ name: string; agent: FakeAgent; hear(message: unknown): void }>()

  function newLine(): Array<() => void> {
    const line: Array<() => void> = []
    lines.push(line)
    return line
  }

  function lockNamed(name: string) {
    const known = locks.get(name) ?? { held: [], waiting: [] }
    locks.set(name, known)
    return known
  }

  function grant(name: string): void {
    const { held, waiting } = lockNamed(name)
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const free = held.length === 0
      const joins = next.mode === 'shared' && held.every(({ mode }) => mode === 'shared')
      if (!free && !joins) return
      waiting.shift()
      held.push(next)
      deliverLock(name, next)
    }
  }

  function deliverLock(name: string, request: LockRequest): void {
    const release = () => {
      const { held } = lockNamed(name)
      const index = held.indexOf(request)
      if (index < 0) return
      held.splice(index, 1)
      grant(name)
    }
    newLine().push(() => {
      if (!request.agent.isAlive()) return
      if (request.cancelled) release()
      else request.onHeld(release)
    })
  }

  function agent(): FakeAgent {
    let alive = true
    const self: FakeAgent = {
      isAlive: () => alive,
      locks: {
        request(name, mode, onHeld) {
          const request: LockRequest = { agent: self, mode, onHeld, cancelled: false }
          if (!alive) return () => {}
          lockNamed(name).waiting.push(request)
          grant(name)
          return () => {
            request.cancelled = true
            const { waiting } = lockNamed(name)
            const index = waiting.indexOf(request)
            if (index >= 0) waiting.splice(index, 1)
            grant(name)
          }
        },
      },
      openChannel: <Message>(name: string) => openChannel<Message>(self, name),
      die() {
        alive = false
        for (const channel of channels) if (channel.agent === self) channels.delete(channel)
        for (const [name, lock] of locks) {
          lock.waiting = lock.waiting.filter((request) => request.agent !== self)
          lock.held = lock.held.filter((request) => request.agent !== self)
          grant(name)
        }
      },
    }
    return self
  }

  function openChannel<Message>(owner: FakeAgent, name: string): FakePort<Message, Message> {
    const hearers: Array<(message: Message) => void> = []
    const mine = {
      name,
      agent: owner,
      hear: (message: unknown) => {
        for (const hearer of hearers) hearer(message as Message)
      },
    }
    channels.add(mine)
    const toOthers = new Map<object, Array<() => void>>()
    return {
      post(message) {
        if (!owner.isAlive()) return
        const copy = structuredClone(message)
        for (const other of channels) {
          if (other === mine || other.name !== name) continue
          const line = toOthers.get(other) ?? newLine()
          toOthers.set(other, line)
          line.push(() => {
            if (other.agent.isAlive() && channels.has(other)) other.hear(copy)
          })
        }
      },
      listen: (onMessage) => void hearers.push(onMessage),
      close: () => void channels.delete(mine),
    }
  }

  function oneWay<Message>(from: FakeAgent, to: FakeAgent) {
    const line = newLine()
    const hearers: Array<(message: Message) => void> = []
    let open = true
    return {
      post: (message: Message) => {
        if (!from.isAlive() || !open) return
        const copy = structuredClone(message)
        line.push(() => {
          if (!to.isAlive() || !open) return
          for (const hearer of hearers) hearer(copy)
        })
      },
      listen: (onMessage: (message: Message) => void) => void hearers.push(onMessage),
      close: () => {
        open = false
      },
    }
  }

  /** Promises of the agents run between two deliveries, as between two tasks of a browser. */
  async function agentsTurn(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }

  async function step(): Promise<boolean> {
    await agentsTurn()
    const moving = lines.filter((line) => line.length > 0)
    const draw = random(2)
    const line = moving[((draw[0] ?? 0) * 256 + (draw[1] ?? 0)) % Math.max(1, moving.length)]
    line?.shift()?.()
    await agentsTurn()
    return line !== undefined
  }

  return {
    agent,
    line<AtFirst, AtSecond>(first: FakeAgent, second: FakeAgent) {
      const there = oneWay<AtSecond>(first, second)
      const back = oneWay<AtFirst>(second, first)
      const close = () => {
        there.close()
        back.close()
      }
      return [
        { post: there.post, listen: back.listen, close },
        { post: back.post, listen: there.listen, close },
      ]
    },
    step,
    async rest() {
      for (let turn = 0; turn < 10_000; turn++) if (!(await step())) return
      throw new Error('the agents never stop talking')
    },
    heldLocks: () => [...locks].filter(([, lock]) => lock.held.length > 0).map(([name]) => name),
  }
}

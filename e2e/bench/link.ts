import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { useNativeCrypto } from '../../web/crypto/native.ts'
import { createEngine } from '../../web/engine/engine.ts'
import type { Engine } from '../../web/engine/engineFace.ts'
import type { Dial, Platform, SocketEvents } from '../../web/platform/platform.ts'
import { type AccountStore, openAccountStore } from '../../web/storage/accountStore.ts'
import { encodeRow } from '../../web/storage/rowCodec.ts'
import { createTestIdb } from '../../web/storage/testIdb.ts'
import { type LinkLoad, runPrimitives } from './linkFloor.ts'
import { freshRandom, type FromService, type ToService, wallClock } from './linkService.ts'
import { median, processorMicros } from './measure.ts'
import { type Bench, costRow } from './report.ts'

/** Aim: the engine spends at most half as much again as its primitives do. */
const AIM = 1.5

const LINKS = 12
const WARM_UPS = 4

/**
 * The engine's processor time for a whole link by QR, from an empty database to the uploaded
 * pre-keys, against that of its primitives alone. Service and phone run in another process. The
 * database is in memory on both sides of the comparison.
 */
export const bench: Bench = async () => {
  await useNativeCrypto(true)
  const service = await startService()
  const whole: number[] = []
  const floor: number[] = []
  for (let round = -WARM_UPS; round < LINKS; round++) {
    const load = emptyLoad()
    const linked = await spent(() => linkOnce(service, load))
    const primitives = await spent(() => runPrimitives(load))
    await service.unlinkAll()
    if (round < 0) continue
    whole.push(linked)
    floor.push(primitives)
  }
  service.stop()
  return [
    costRow(
      'link by QR',
      [
        { name: 'engine', microseconds: median(whole) },
        { name: 'its primitives', microseconds: median(floor) },
      ],
      AIM,
    ),
  ]
}

async function spent(work: () => Promise<void>): Promise<number> {
  const start = processorMicros()
  await work()
  return processorMicros() - start
}

interface GrowingLoad extends LinkLoad {
  readonly sent: number[]
  readonly received: number[]
  readonly commits: number[][]
}

function emptyLoad(): GrowingLoad {
  return { sent: [], received: [], commits: [] }
}

async function linkOnce(service: Service, load: GrowingLoad): Promise<void> {
  const idb = createTestIdb()
  const platform: Platform = {
    clock: wallClock,
    randomBytes: freshRandom,
    dial: service.dialInto(load),
    network: { online: () => true, onChange: () => () => undefined },
    fetchMedia: () => Promise.resolve(new Uint8Array(2000)),
    service: { service: 'sandbox', url: 'ws://sandbox.test/ws/chat', root: service.root },
    device: { browser: 'Chrome', os: 'Linux' },
  }
  const engine = createEngine({
    platform,
    openStore: async (wrapping) =>
      counting(
        await openAccountStore({
          accountId: 'bench',
          randomBytes: freshRandom,
          wrapping,
          idb,
          subtle: crypto.subtle,
        }),
        load,
      ),
    build: 1,
    worker: 'shared',
    canStoreKeys: true,
  })
  await engine.start()
  await comes('a code', () => engine.snapshot().link.at === 'showingQr')
  const { link } = engine.snapshot()
  await service.scan(link.at === 'showingQr' ? link.qr : '')
  await comes('the upload', () => isOver(engine))
  await engine.retire()
}

function isOver(engine: Engine): boolean {
  return engine.recentTrace().some(({ step }) => step === 'prekeys-uploaded')
}

/** Looks seldom, so that looking costs nothing to speak of. */
async function comes(what: string, isThere: () => boolean): Promise<void> {
  for (let patience = 1500; !isThere(); patience--) {
    if (patience === 0) throw new Error(`never came: ${what}`)
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
  }
}

/** The same store, with the length of each row in each commit written down. */
function counting(store: AccountStore, load: GrowingLoad): AccountStore {
  return {
    ...store,
    commit(writes, expected) {
      load.commits.push(
        writes.flatMap((write) => ('put' in write ? [encodeRow(write.row).length] : [])),
      )
      return store.commit(writes, expected)
    },
  }
}

interface OpenSocket {
  readonly events: SocketEvents
  readonly load: GrowingLoad
  /** How many have come in; the first one of the service belongs to the handshake. */
  messages: number
}

interface Service {
  readonly root: Uint8Array
  dialInto(load: GrowingLoad): Dial
  scan(qr: string): Promise<void>
  unlinkAll(): Promise<void>
  stop(): void
}

async function startService(): Promise<Service> {
  const file = fileURLToPath(new URL('./linkService.ts', import.meta.url))
  const child = fork(file, ['serve'], { serialization: 'advanced' })
  const sockets = new Map<number, OpenSocket>()
  const waiting: Array<(message: FromService) => void> = []
  const answer = (): Promise<FromService> => new Promise((resolve) => waiting.push(resolve))
  child.on('message', (raw) => {
    const message = raw as FromService
    if (message.kind === 'bytes') {
      const socket = sockets.get(message.socket)
      if (socket !== undefined && ++socket.messages > 1) {
        socket.load.received.push(message.bytes.length - 3)
      }
      socket?.events.onBytes(Uint8Array.from(message.bytes))
    } else if (message.kind === 'closed') {
      sockets.get(message.socket)?.events.onClose({ code: message.code, everOpened: true })
      sockets.delete(message.socket)
    } else waiting.shift()?.(message)
  })
  const ready = await answer()
  if (ready.kind !== 'ready') throw new Error('the service did not start')
  return {
    root: Uint8Array.from(ready.root),
    dialInto: (load) => dialler(child, sockets, load),
    async scan(qr) {
      tell(child, { kind: 'scan', qr })
      const scanned = await answer()
      if (scanned.kind !== 'scanned' || !scanned.ok) throw new Error('the phone refused the code')
    },
    async unlinkAll() {
      tell(child, { kind: 'unlink' })
      await answer()
    },
    stop: () => child.kill(),
  }
}

function tell(child: ChildProcess, message: ToService): void {
  child.send(message)
}

let dialled = 0

function dialler(child: ChildProcess, sockets: Map<number, OpenSocket>, load: GrowingLoad): Dial {
  return (_url, events) => {
    const socket = ++dialled
    sockets.set(socket, { events, load, messages: 0 })
    let sent = 0
    tell(child, { kind: 'dial', socket })
    queueMicrotask(() => events.onOpen())
    return {
      send(bytes) {
        // Hello and finish belong to the handshake.
        if (++sent > 2) load.sent.push(bytes.length - 3)
        tell(child, { kind: 'bytes', socket, bytes })
      },
      close: () => tell(child, { kind: 'close', socket }),
    }
  }
}

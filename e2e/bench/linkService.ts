import { createPhones } from '../../server/phone/phones.ts'
import { openService } from '../../server/sandbox/service.ts'
import { memoryKeeper } from '../../server/sandbox/world.ts'
import type { Clock } from '../../web/platform/platform.ts'

/**
 * Service and phone for link.ts, in a process of their own, so that their work is not counted as
 * the engine's. Sockets are numbers; their bytes travel as messages between the processes.
 */
export type ToService =
  | { readonly kind: 'dial'; readonly socket: number }
  | { readonly kind: 'bytes'; readonly socket: number; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly socket: number }
  | { readonly kind: 'scan'; readonly qr: string }
  | { readonly kind: 'unlink' }

export type FromService =
  | { readonly kind: 'ready'; readonly root: Uint8Array }
  | { readonly kind: 'bytes'; readonly socket: number; readonly bytes: Uint8Array }
  | { readonly kind: 'closed'; readonly socket: number; readonly code: number }
  | { readonly kind: 'scanned'; readonly ok: boolean }
  | { readonly kind: 'unlinked' }

/** The clock on the wall. */
export const wallClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}

export function freshRandom(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

async function serve(): Promise<void> {
  const service = await openService({
    clock: wallClock,
    randomBytes: freshRandom,
    keeper: memoryKeeper(),
  })
  const phones = await createPhones({
    line: service.line,
    randomBytes: freshRandom,
    now: () => wallClock.now(),
    after: (delayMs, task) => wallClock.after(delayMs, task),
    persist: () => Promise.resolve(),
  })
  const ends = new Map<number, ReturnType<typeof service.accept>>()
  const say = (message: FromService): void => void process.send?.(message)
  const hangUp = (socket: number, code: number): void => {
    if (!ends.delete(socket)) return
    say({ kind: 'closed', socket, code })
  }
  const hear = async (message: ToService): Promise<void> => {
    switch (message.kind) {
      case 'dial': {
        const { socket } = message
        const end = service.accept({
          send: (bytes) => say({ kind: 'bytes', socket, bytes }),
          close: () => hangUp(socket, 1000),
          drop: () => hangUp(socket, 1006),
        })
        ends.set(socket, end)
        return
      }
      case 'bytes':
        ends.get(message.socket)?.bytes(Uint8Array.from(message.bytes))
        return
      case 'close':
        ends.get(message.socket)?.closed()
        hangUp(message.socket, 1000)
        return
      case 'scan':
        say({ kind: 'scanned', ok: (await phones.scan(undefined, message.qr)).ok })
        return
      case 'unlink':
        await phones.unlink(undefined, 'all')
        say({ kind: 'unlinked' })
    }
  }
  process.on('message', (message) => void hear(message as ToService))
  say({ kind: 'ready', root: service.root })
}

if (process.send !== undefined && process.argv[2] === 'serve') await serve()

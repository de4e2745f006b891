import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A way to a local server that is as long as a real one. */
export interface DelayingProxy {
  readonly url: string
  /** When the newest WebSocket was dialled, milliseconds since 1970; 0 before the first. */
  lastDialMs(): number
  close(): Promise<void>
}

/**
 * Passes TCP connections on and holds every byte for `eachWayMs`. What a client says first waits a
 * round trip longer: for the handshake of TCP itself, which a local client has at once.
 */
export async function delayingProxy(port: number, eachWayMs: number): Promise<DelayingProxy> {
  let lastDialMs = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const acceptedMs = Date.now()
    const target = connect(port, '127.0.0.1')
    const shaken = acceptedMs + 2 * eachWayMs
    client.once('data', (first: Buffer) => {
      if (first.toString('latin1').startsWith('GET /ws/')) lastDialMs = acceptedMs
    })
    pass(client, target, () => Math.max(0, shaken - Date.now()) + eachWayMs)
    pass(target, client, () => eachWayMs)
    for (const socket of [client, target]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('close', () => sockets.delete(socket))
      // The other end hears of it by the close that follows.
      socket.on('error', () => socket.destroy())
    }
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    lastDialMs: () => lastDialMs,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

/** Timers of one length end in their order, and a longer first one holds up what follows it. */
function pass(from: Socket, to: Socket, delayMs: () => number): void {
  let dueMs = 0
  const later = (task: () => void): void => {
    dueMs = Math.max(dueMs, Date.now() + delayMs())
    setTimeout(() => {
      if (!to.destroyed) task()
    }, dueMs - Date.now())
  }
  from.on('data', (bytes: Buffer) => later(() => to.write(bytes)))
  from.on('end', () => later(() => to.end()))
  from.on('close', () => later(() => to.destroy()))
}

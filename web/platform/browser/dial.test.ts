import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import type { SocketEvents } from '../platform.ts'
import { dial } from './dial.ts'

/** As in browsers, an error that nobody listens to is followed by a close and by nothing else. */
class BrowserLikeWebSocket extends WebSocket {
  constructor(url: string) {
    super(url)
    this.on('error', () => {})
  }
}

let server: WebSocketServer
let url: string

beforeEach(async () => {
  vi.stubGlobal('WebSocket', BrowserLikeWebSocket)
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`
})

afterEach(async () => {
  for (const client of server.clients) client.terminate()
  await new Promise((resolve) => server.close(resolve))
  vi.unstubAllGlobals()
})

/** Events as a list, and a promise for the next one of a kind. */
function record() {
  const log: string[] = []
  const waiting = new Map<string, () => void>()
  const say = (kind: string, line: string) => {
    log.push(line)
    waiting.get(kind)?.()
  }
  const events: SocketEvents = {
    onOpen: () => say('open', 'open'),
    onBytes: (bytes) => say('bytes', `bytes ${bytes.join()}`),
    onClose: ({ code, everOpened }) => say('close', `close ${code} ${everOpened}`),
  }
  const next = (kind: string) => new Promise<void>((resolve) => waiting.set(kind, resolve))
  return { log, events, next }
}

it('carries bytes both ways and drops text', async () => {
  const { log, events, next } = record()
  server.on('connection', (peer) => {
    peer.on('message', (data: Buffer) => {
      peer.send('text from something in between')
      peer.send(Uint8Array.from([...data].reverse()))
    })
  })
  const socket = dial(url, events)
  socket.send(Uint8Array.of(9))
  await next('open')
  // A view into a larger buffer: only the view may leave.
  socket.send(Uint8Array.of(0, 1, 2, 3).subarray(1, 3))
  await next('bytes')
  expect(log).toEqual(['open', 'bytes 2,1'])
})

it('tells the code of the service', async () => {
  const { log, events, next } = record()
  server.on('connection', (peer) => peer.close(1011, 'restart'))
  dial(url, events)
  await next('close')
  expect(log).toEqual(['open', 'close 1011 true'])
})

it('tells once that it closed itself, and ignores what comes later', async () => {
  const { log, events, next } = record()
  const socket = dial(url, events)
  await next('open')
  socket.close()
  socket.close()
  socket.send(Uint8Array.of(1))
  await next('close')
  const [peer] = server.clients
  await new Promise((resolve) => peer?.once('close', resolve))
  expect(log).toEqual(['open', 'close 1000 true'])
})

it('tells of nobody there as a close that never opened', async () => {
  const { log, events, next } = record()
  dial('ws://127.0.0.1:9/', events)
  await next('close')
  expect(log).toEqual(['close 1006 false'])
})

it.each(['not an address', 'ftp://example.com/', 'ws://example.com:99999/'])(
  'never throws: %s',
  async (address) => {
    const { log, events, next } = record()
    const closed = next('close')
    const socket = dial(address, events)
    socket.send(Uint8Array.of(1))
    await closed
    socket.close()
    expect(log).toEqual(['close 1006 false'])
  },
)

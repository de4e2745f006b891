import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import type { Pipe, PipeEnd } from '../sandbox/pipe.ts'
import { isOwnOrigin, mayOpenSocket } from './origins.ts'
import { rawPath } from './requestPath.ts'

/** Largest WebSocket message; a frame has at most 2^24 - 1 bytes. */
const MESSAGE_LIMIT = 20 * 1024 * 1024

/** Where companions dial. */
const SOCKET_PATH = '/ws/chat'

/** Turns WebSocket upgrades into byte pipes. */
export interface CompanionSockets {
  /** Takes an upgrade if it is for a socket path; false: it is somebody else's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  live(): number
  /** Cuts all of them. */
  close(): void
}

/**
 * Sockets at `/ws/chat`, and at `reportPath` for clients of other people. A page of this server is
 * never let in there, so that the product's own client cannot be treated leniently.
 */
export function createCompanionSockets(options: {
  readonly accept: (pipe: Pipe, mode: 'strict' | 'report') => PipeEnd
  readonly reportPath?: string | undefined
  /** Nothing is taken while the server is away. */
  readonly isDown?: () => boolean
}): CompanionSockets {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MESSAGE_LIMIT,
  })

  function serve(socket: WebSocket, mode: 'strict' | 'report'): void {
    const end = options.accept(pipeOf(socket), mode)
    socket.on('message', (data, isBinary) => {
      if (isBinary) end.bytes(bytesOf(data))
      else socket.close(1003)
    })
    socket.on('close', () => end.closed())
    // A broken socket also closes, and that is all the service has to know.
    socket.on('error', () => socket.terminate())
  }

  return {
    upgrade(request, socket, head) {
      // Without a listener, a reset by the other side would be an uncaught error.
      socket.on('error', () => socket.destroy())
      const path = rawPath(request)
      const isReport = options.reportPath !== undefined && path === options.reportPath
      if (path !== SOCKET_PATH && !isReport) return false
      if (options.isDown?.() === true) {
        socket.destroy()
        return true
      }
      const { headers } = request
      const fromPage = headers.origin !== undefined && isOwnOrigin(headers)
      if (!mayOpenSocket(headers) || (isReport && fromPage)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        return true
      }
      server.handleUpgrade(request, socket, head, (opened) => {
        serve(opened, isReport ? 'report' : 'strict')
      })
      return true
    },
    live: () => server.clients.size,
    close() {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

function pipeOf(socket: WebSocket): Pipe {
  return {
    send(bytes) {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes)
    },
    close: () => socket.close(1000),
    drop: () => socket.terminate(),
  }
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}

import type { Dial, SocketClosed } from '../platform.ts'

/** Close codes of RFC 6455 section 7.4.1: a normal end, and an end without a close frame. */
const normal = 1000
const nothingSaid = 1006

/**
 * Opens the browser's WebSocket. The service speaks binary only, so a text message is dropped: it can
 * only come from something in between. An address that the browser refuses ends like a lost socket.
 */
export const dial: Dial = (url, events) => {
  let everOpened = false
  let ended = false

  function end(code: number): void {
    if (ended) return
    ended = true
    const closed: SocketClosed = { code, everOpened }
    events.onClose(closed)
  }

  const socket = open(url)
  if (socket === undefined) {
    queueMicrotask(() => end(nothingSaid))
    return { send() {}, close() {} }
  }
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => {
    everOpened = true
    if (!ended) events.onOpen()
  })
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!ended && data instanceof ArrayBuffer) events.onBytes(new Uint8Array(data))
  })
  socket.addEventListener('close', ({ code }) => end(code))
  return {
    send(bytes) {
      if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(bytes))
    },
    close() {
      socket.close()
      // A deaf peer would answer the closing late or never; for us it is over now.
      queueMicrotask(() => end(normal))
    },
  }
}

function open(url: string): WebSocket | undefined {
  try {
    return new WebSocket(url)
  } catch {
    // A malformed or forbidden address; the caller hears of it as a close.
    return undefined
  }
}

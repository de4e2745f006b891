import { WebSocket } from 'ws'
import { browserClock } from '../../web/platform/browser/clock.ts'
import { mediaFetcher } from '../../web/platform/browser/fetchMedia.ts'
import type { Dial, Platform, RandomBytes } from '../../web/platform/platform.ts'

/** Where a host listens, and the root its clients have to trust. */
export interface Origin {
  readonly url: string
  readonly root: Uint8Array
  /** How the host bends time, as its `/config.json` says. */
  readonly clock?: { readonly offsetMs: number; readonly rate: number }
}

/** A platform for an engine in Node that speaks to a host over real sockets. */
export function platformFor(
  host: Origin,
  options: {
    readonly randomBytes: RandomBytes
    readonly os?: string
    /** Hears every message that leaves for the service. */
    readonly onSent?: (bytes: Uint8Array) => void
  },
): Platform {
  return {
    clock: browserClock(host.clock),
    randomBytes: options.randomBytes,
    dial: wsDial(options.onSent ?? (() => {})),
    network: { online: () => true, onChange: () => () => {} },
    fetchMedia: mediaFetcher((input, init) =>
      fetch(new URL(input instanceof Request ? input.url : input, host.url), init),
    ),
    service: {
      service: 'sandbox',
      url: `${host.url.replace('http', 'ws')}/ws/chat`,
      root: host.root,
    },
    device: { browser: 'Firefox', os: options.os ?? 'Linux' },
  }
}

function wsDial(onSent: (bytes: Uint8Array) => void): Dial {
  return (url, events) => {
    const socket = new WebSocket(url)
    let everOpened = false
    socket.on('open', () => {
      everOpened = true
      events.onOpen()
    })
    socket.on('message', (data: Buffer) => events.onBytes(new Uint8Array(data)))
    // What went wrong is told by the close that follows.
    socket.on('error', () => {})
    socket.on('close', (code) => events.onClose({ code, everOpened }))
    return {
      send(bytes) {
        if (socket.readyState !== WebSocket.OPEN) return
        onSent(bytes.slice())
        socket.send(bytes)
      },
      close: () => socket.close(),
    }
  }
}

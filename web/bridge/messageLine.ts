import type { Port } from './port.ts'

/** What MessagePort, BroadcastChannel, Worker and a dedicated worker's own scope have in common. */
interface MessageEnd {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  start?(): void
  close?(): void
}

/**
 * A port over any of the browser's message ends. The types are a promise between builds of this
 * project: both ends are our own code on our own origin. `close` does nothing to an end that has none.
 */
export function messageLine<Out, In>(end: MessageEnd): Port<Out, In> {
  return {
    post: (message) => end.postMessage(message),
    listen(onMessage) {
      end.addEventListener('message', ({ data }: MessageEvent<In>) => onMessage(data))
      end.start?.()
    },
    close: () => end.close?.(),
  }
}

/** One end of a line on which whole messages travel. */
export interface MessageLine<Out, In> {
  post(message: Out): void
  listen(onMessage: (message: In) => void): void
  close(): void
}

/** What MessagePort, BroadcastChannel, Worker and a dedicated worker's own scope have in common. */
interface Messaging {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  start?(): void
  close?(): void
}

/**
 * A line over any of the browser's message ends. The types are a promise between builds of this
 * project: both ends are our own code on our own origin.
 */
export function messageLine<Out, In>(end: Messaging): MessageLine<Out, In> {
  return {
    post: (message) => end.postMessage(message),
    listen(onMessage) {
      end.addEventListener('message', ({ data }: MessageEvent<In>) => onMessage(data))
      end.start?.()
    },
    close: () => end.close?.(),
  }
}

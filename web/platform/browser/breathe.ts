/**
 * Lets other tasks of this thread run: messages, timers, sockets. Resolves as soon as they had their
 * turn; a timer of 0 ms would take 4 ms once it is nested.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

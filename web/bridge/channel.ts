import type { EnginePort, Port, ToEngine, ToWindow, WindowPort } from './port.ts'

/**
 * What workers and windows of one account say on their BroadcastChannel. Other builds hear it too,
 * so these shapes may only grow; an unknown kind is ignored.
 */
export type ChannelMessage =
  /** A worker waits for the engine's lock. A running engine answers `running`, or retires. */
  | { readonly kind: 'waiting'; readonly build: number }
  /** An engine runs: said once when it starts, and to everyone who waits. */
  | { readonly kind: 'running'; readonly build: number }
  /** A window without a port of its own speaks to whatever engine runs. */
  | { readonly kind: 'to-engine'; readonly from: string; readonly message: ToEngine }
  /** `worker` is the lock of the engine's worker: words of a dead engine may still be on their way. */
  | {
      readonly kind: 'to-window'
      readonly to: string
      readonly worker: string
      readonly message: ToWindow
    }

/** The account's BroadcastChannel. As in browsers, nobody hears what they said themselves. */
export type Channel = Port<ChannelMessage, ChannelMessage>

/** The engine's line to a window without a port. What the window says is heard on the channel. */
export function relayToWindow(
  channel: Channel,
  windowLock: string,
  worker: string,
): Pick<EnginePort, 'post'> {
  return { post: (message) => channel.post({ kind: 'to-window', to: windowLock, worker, message }) }
}

/** The other end of that line: `isServing` tells words of the engine that serves now from echoes. */
export function relayToEngine(
  channel: Channel,
  windowLock: string,
  isServing: (worker: string) => boolean,
): WindowPort {
  return {
    post: (message) => channel.post({ kind: 'to-engine', from: windowLock, message }),
    listen(onMessage) {
      channel.listen((heard) => {
        if (heard.kind !== 'to-window' || heard.to !== windowLock) return
        const { message, worker } = heard
        const echo = ['events', 'reply', 'answer'].includes(message.kind)
        if (!echo || isServing(worker)) onMessage(message)
      })
    },
    close() {},
  }
}

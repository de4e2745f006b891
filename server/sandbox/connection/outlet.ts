import { concatBytes } from '../../../web/crypto/bytes.ts'
import { frameOf } from '../noise/frameCutter.ts'
import type { Pipe } from '../pipe.ts'
import type { Lane } from './lane.ts'

/** Puts frames on the socket, in the shape that a fault may ask for. */
export interface Outlet {
  send(body: Uint8Array): void
  /** Ends the socket after everything sent before. */
  close(): void
  /** From now on every byte travels in a message of its own. */
  splitBytes(): void
  /** Gathers frames until `release`, which puts all of them into one message. */
  hold(): void
  release(): void
}

/** An outlet that sends each frame as one message. */
export function createOutlet(pipe: Pipe, lane: Lane): Outlet {
  let split = false
  let held: Uint8Array[] | undefined

  function put(bytes: Uint8Array): void {
    if (!split) {
      lane.put(() => pipe.send(bytes))
      return
    }
    for (const byte of bytes) lane.put(() => pipe.send(Uint8Array.of(byte)))
  }

  function release(): void {
    const frames = held
    held = undefined
    if (frames !== undefined && frames.length > 0) put(concatBytes(...frames))
  }

  return {
    send(body) {
      const frame = frameOf(body)
      if (held === undefined) put(frame)
      else held.push(frame)
    },
    close() {
      release()
      lane.put(() => pipe.close())
    },
    splitBytes() {
      split = true
    },
    hold() {
      held ??= []
    },
    release,
  }
}

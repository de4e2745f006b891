import type { Dial } from '../../web/platform/platform.ts'
import type { SandboxService } from '../../server/sandbox/service.ts'

/** Sockets without a network, between engines and a service in the same process. */
export interface MemorySockets {
  readonly dial: Dial
  /** How many were dialled. */
  readonly count: () => number
  /** Every byte that left for the service, one entry a message. */
  readonly sent: Uint8Array[]
  /** Cuts every open socket, as a network that goes away does. */
  readonly cut: () => void
}

/** Each message arrives in a later microtask, in order. Without a service nobody answers a dial. */
export function dialInMemory(service: () => SandboxService | undefined): MemorySockets {
  let dialled = 0
  const sent: Uint8Array[] = []
  const open = new Set<() => void>()

  function dial(_url: string, events: Parameters<Dial>[1]): ReturnType<Dial> {
    dialled++
    let isOpen = false
    let over = false
    const cut = () => close(1006)
    const close = (code: number, everOpened = true) =>
      queueMicrotask(() => {
        if (over) return
        over = true
        open.delete(cut)
        events.onClose({ code, everOpened })
        end?.closed()
      })
    const end = service()?.accept({
      send(bytes) {
        const copy = bytes.slice()
        queueMicrotask(() => {
          if (!over) events.onBytes(copy)
        })
      },
      close: () => close(1000),
      drop: cut,
    })
    if (end === undefined) close(1006, false)
    open.add(cut)
    queueMicrotask(() => {
      if (over) return
      isOpen = true
      events.onOpen()
    })
    return {
      send(bytes) {
        if (over || !isOpen) return
        const copy = bytes.slice()
        sent.push(copy)
        queueMicrotask(() => {
          if (!over) end?.bytes(copy)
        })
      },
      close: () => close(1000),
    }
  }
  return {
    dial,
    sent,
    count: () => dialled,
    cut() {
      for (const cutOne of open) cutOne()
    },
  }
}

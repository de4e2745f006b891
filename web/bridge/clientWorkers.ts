import type { ClientWorld } from './client.ts'
import type { WorkerHandle } from './clientRoad.ts'
import { messageLine } from './messageLine.ts'
import type { ToEngine, ToWindow } from './port.ts'

type WorkerStarters = Pick<ClientWorld, 'startSharedWorker' | 'startDedicatedWorker'>

/**
 * Starts the engine's script as either kind of worker. `scriptUrl` has passed the Trusted Types
 * policy; `dedicatedOnly` is for browsers without SharedWorker and for whoever wants to see that way.
 */
export function workerStarters(scriptUrl: string, dedicatedOnly: boolean): WorkerStarters {
  const startDedicatedWorker = (name: string): WorkerHandle => {
    const worker = new Worker(scriptUrl, { type: 'module', name })
    return {
      port: messageLine<ToEngine, ToWindow>(worker),
      onFailure: (listener) => worker.addEventListener('error', whenUnloaded(listener)),
      stop: () => worker.terminate(),
    }
  }
  if (dedicatedOnly || typeof SharedWorker === 'undefined') return { startDedicatedWorker }
  return {
    startDedicatedWorker,
    startSharedWorker(name) {
      const worker = new SharedWorker(scriptUrl, { type: 'module', name })
      return {
        port: messageLine<ToEngine, ToWindow>(worker.port),
        onFailure: (listener) => worker.addEventListener('error', whenUnloaded(listener)),
        stop: () => worker.port.close(),
      }
    },
  }
}

/** An error event with a message is a fault of a running script; one without, a script that never ran. */
function whenUnloaded(listener: () => void): (event: Event) => void {
  return (event) => {
    if (!(event instanceof ErrorEvent) || event.message === '') listener()
  }
}

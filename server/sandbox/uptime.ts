import type { World } from './world.ts'
import type { Connection } from './connection/connection.ts'

/** Whether the service is there. What it keeps survives; what hung on a socket does not. */
export interface Uptime {
  isDown(): boolean
  /** Cuts every connection and takes none for `downMs`. */
  restart(downMs: number): void
}

/** A service that is there. */
export function createUptime(world: World, connections: ReadonlyMap<string, Connection>): Uptime {
  let downUntilMs = 0
  return {
    isDown: () => world.clock.now() < downUntilMs,
    restart(downMs) {
      downUntilMs = world.clock.now() + downMs
      for (const connection of connections.values()) connection.drop()
    },
  }
}

import type { Clock } from '../../platform/platform.ts'
import {
  type MediaConnection,
  mediaConnectionRequest,
  parseMediaConnection,
} from '../../wire/stanza/mediaConn.ts'
import type { Line } from '../talk/talk.ts'

/** Asked for anew so much before it ends (zapo). */
const EARLY_SEC = 30
/** A ttl from here on is a moment, not a duration (zapo). */
const MOMENT_SEC = 1e9
/** Without a host nothing can be fetched: those that the service has always had. */
const DEFAULT_HOSTS = ['mmg.whatsapp.net', 'mmg-fallback.whatsapp.net']

/** Where files lie, and by what right: asked for when it is needed, and kept as long as it counts. */
export interface MediaHosts {
  /** Throws RequestError, StanzaError. */
  get(line: Line): Promise<MediaConnection>
  /** What is known is of no use any more. */
  forget(): void
}

export function createMediaHosts(clock: Pick<Clock, 'now'>): MediaHosts {
  let known: { readonly connection: MediaConnection; readonly untilMs: number } | undefined
  return {
    async get(line) {
      if (known !== undefined && clock.now() < known.untilMs) return known.connection
      const told = parseMediaConnection(await line.request(mediaConnectionRequest))
      const hosts = told.hosts.length === 0 ? DEFAULT_HOSTS : told.hosts
      const connection = { ...told, hosts }
      const { ttlSec } = connection
      const endMs = ttlSec >= MOMENT_SEC ? ttlSec * 1000 : clock.now() + ttlSec * 1000
      known = { connection, untilMs: endMs - EARLY_SEC * 1000 }
      return connection
    },
    forget() {
      known = undefined
    },
  }
}

import { toHex } from '../../../web/crypto/bytes.ts'
import type { ServiceState } from '../state/serviceState.ts'
import type { World } from '../world.ts'

const TOKEN_BYTES = 8
/** More than any browser will still show. */
const KEPT = 10_000

/** What became of a routing token that a client shows. */
export type RoutingVerdict = 'good' | 'forgotten' | 'unknown'

/** Gives out edge-routing tokens and knows them again (01 sections 2 and 6). */
export interface RoutingDesk {
  /** A new token; it survives a restart with the next save of the state. */
  issue(): Uint8Array
  check(token: Uint8Array): RoutingVerdict
  /** From now on no token given so far is good. */
  forgetAll(): void
}

/** A desk over the service's stored tokens. */
export function createRoutingDesk(world: World, { routes }: ServiceState): RoutingDesk {
  return {
    issue() {
      const token = world.randomBytes(TOKEN_BYTES)
      routes.set(toHex(token), true)
      const [oldest] = routes.keys()
      if (routes.size > KEPT && oldest !== undefined) routes.delete(oldest)
      return token
    },
    check(token) {
      const isGood = routes.get(toHex(token))
      if (isGood === undefined) return 'unknown'
      return isGood ? 'good' : 'forgotten'
    },
    forgetAll() {
      for (const token of routes.keys()) routes.set(token, false)
    },
  }
}

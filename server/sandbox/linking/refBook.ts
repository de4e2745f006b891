import { toBase64 } from '../../../web/crypto/bytes.ts'
import type { Connection } from '../connection/connection.ts'
import type { World } from '../world.ts'

/** Codes a client gets at once (03 section 2). */
const REF_COUNT = 6
const FIRST_LIFE_MS = 60_000
const LATER_LIFE_MS = 20_000
/** A phone may scan a code in its last moment and upload a little later: one more period. */
const GRACE_MS = 20_000
const REF_BYTES = 48

/** How long all codes of one set are shown together: 160 s. */
export const REFS_LIFE_MS = FIRST_LIFE_MS + (REF_COUNT - 1) * LATER_LIFE_MS

interface Ref {
  readonly connection: Connection
  readonly shownFromMs: number
  readonly shownUntilMs: number
}

/** Which code belongs to which connection. A code is good in its time, on its connection. */
export interface RefBook {
  /** Six new codes for a connection; its earlier ones are forgotten. */
  mint(connection: Connection): readonly string[]
  /** The connection that a code belongs to; undefined when it is unknown, used or too old. */
  find(ref: string): Connection | undefined
  /** Forgets every code of a connection. */
  forget(connection: Connection): void
  /** Forgets the code that is shown now. */
  forgetShown(connection: Connection): void
  /** How many codes are known for this connection. */
  countOf(connection: Connection): number
}

/** A book without codes. */
export function createRefBook(world: World): RefBook {
  const refs = new Map<string, Ref>()

  function forget(connection: Connection): void {
    for (const [text, ref] of refs) if (ref.connection === connection) refs.delete(text)
  }

  return {
    mint(connection) {
      forget(connection)
      const nowMs = world.clock.now()
      return Array.from({ length: REF_COUNT }, (_, position) => {
        const text = printable(world.randomBytes(REF_BYTES))
        const shownUntilMs = nowMs + FIRST_LIFE_MS + position * LATER_LIFE_MS
        const shownFromMs = position === 0 ? nowMs : shownUntilMs - LATER_LIFE_MS
        refs.set(text, { connection, shownFromMs, shownUntilMs })
        return text
      })
    },
    find(text) {
      const ref = refs.get(text)
      if (ref === undefined) return undefined
      return world.clock.now() < ref.shownUntilMs + GRACE_MS ? ref.connection : undefined
    },
    forget,
    forgetShown(connection) {
      const nowMs = world.clock.now()
      for (const [text, ref] of refs) {
        const shown = ref.shownFromMs <= nowMs && nowMs < ref.shownUntilMs
        if (ref.connection === connection && shown) refs.delete(text)
      }
    },
    countOf: (connection) =>
      [...refs.values()].filter((ref) => ref.connection === connection).length,
  }
}

/** base64url without padding: printable, and without commas, which separate the fields of a QR. */
export function printable(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

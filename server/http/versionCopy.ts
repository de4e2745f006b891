import type { AppVersion } from '../sandbox/version.ts'

/** What `GET /version` answers. */
export interface VersionAnswer {
  readonly version: AppVersion
  /** When the version was asked for, Unix milliseconds. */
  readonly fetchedAt: number
}

/** As long as a gateway keeps its copy (10 section 4). */
const COPY_LIFE_MS = 6 * 3_600_000

/** The service's version, as a gateway passes it on: a copy of some hours, or fresh if asked for. */
export function createVersionCopy(
  read: () => AppVersion,
  now: () => number,
): (fresh: boolean) => VersionAnswer {
  let copy: VersionAnswer | undefined
  return (fresh) => {
    const isGood = copy !== undefined && now() - copy.fetchedAt < COPY_LIFE_MS
    if (copy === undefined || fresh || !isGood) copy = { version: read(), fetchedAt: now() }
    return copy
  }
}

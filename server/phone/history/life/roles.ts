import { DRAW, drawn } from '../draw.ts'

/** What the message at a place is. */
export type Role =
  | 'notice'
  | 'added'
  | 'text'
  /** One of the kinds that people send all the time: pictures, voice, polls… */
  | 'common'
  | 'odd'
  | 'line'
  | 'silent-line'
  /** Taken back: only the line is left. */
  | 'revoked'
  /** About the message before it, which then is a text. */
  | 'edit'
  | 'revoke'
  | 'reaction'

/** In order; the rest is text. */
const SHARES: ReadonlyArray<readonly [Role, number]> = [
  ['common', 0.11],
  ['odd', 0.012],
  ['line', 0.015],
  ['silent-line', 0.003],
  ['revoked', 0.008],
  ['edit', 0.01],
  ['revoke', 0.006],
  ['reaction', 0.01],
]

const ABOUT_THE_ONE_BEFORE: readonly Role[] = ['edit', 'revoke', 'reaction']
/** Messages come in bursts of this length; an edit is made within minutes. */
const BURST = 8

export interface RolePlace {
  readonly seed: number
  readonly position: number
  /** How many lines the chat begins with. */
  readonly before: number
}

/** The same whatever was asked before: it looks at the place, and at the one before it. */
export function roleAt(place: RolePlace, at: number): Role {
  if (at === 0) return 'notice'
  if (at < place.before) return 'added'
  const role = drawnRole(place, at)
  if (!ABOUT_THE_ONE_BEFORE.includes(role)) return role
  const hasTarget = at % BURST !== 0 && at > place.before && drawnRole(place, at - 1) === 'text'
  return hasTarget ? role : 'text'
}

function drawnRole({ seed, position }: RolePlace, at: number): Role {
  let left = drawn(seed, DRAW.role, position, at)
  for (const [role, share] of SHARES) {
    if (left < share) return role
    left -= share
  }
  return 'text'
}

import type { RoomView } from '../../bridge/archive.ts'
import type { Clock, StorageFacts } from '../../platform/platform.ts'

export type RoomLevel = RoomView['level']

const MEGABYTE = 1_000_000
/** The room is looked at again so often while there is enough of it, and while there is not. */
const CALM_MS = 300_000
const WATCHFUL_MS = 30_000
/** Trying whether there is room costs more than asking: it waits until the start is over. */
const FIRST_TRY_MS = 15_000
const TRY_AGAIN_MS = 60_000
/** So much room is looked for by trying: less is low, and less yet is full. */
const LOW_TRIED = 100 * MEGABYTE
const FULL_TRIED = 25 * MEGABYTE
/** A commit found no room: that counts for so long, whatever the browser says of its room. */
const HELD_MS = 60_000

/** How much room this browser has for what is stored here. */
export interface Room {
  readonly view: () => RoomView
  readonly level: () => RoomLevel
  /** Hears when the level changed, or what is left while it is not enough. Returns the end. */
  readonly onChange: (listener: () => void) => () => void
  /** Asks the browser now. Never rejects. */
  readonly look: () => Promise<void>
  /** Something could not be stored for want of room. */
  readonly quotaHit: () => void
  /** Space was freed: an earlier `quotaHit` counts no more. */
  readonly freed: () => Promise<void>
  readonly start: () => void
  readonly stop: () => void
}

export interface RoomParts {
  readonly clock: Clock
  /** Absent: nobody knows, and only a commit that fails tells. */
  readonly storageFacts?: (() => Promise<StorageFacts>) | undefined
  /** Absent: it cannot be tried. */
  readonly hasRoomFor?: ((bytes: number) => Promise<boolean>) | undefined
}

/** The room of one account. Knows nothing before `start`. */
export function createRoom({ clock, storageFacts, hasRoomFor }: RoomParts): Room {
  const listeners = new Set<() => void>()
  let now: RoomView = { level: 'ok' }
  let heldUntilMs = 0
  let tried: RoomLevel = 'ok'
  let nextTryMs = 0
  let looking: Promise<void> | undefined
  let cancel = () => {}
  let stopped = false

  function put(next: RoomView): void {
    const before = now
    now = next
    plan()
    const isTold = before.level !== next.level
    const isWatched = next.level !== 'ok' && before.leftBytes !== next.leftBytes
    if (isTold || isWatched) for (const listener of listeners) listener()
  }

  function plan(): void {
    cancel()
    if (stopped) return
    const waitMs = now.level === 'ok' ? CALM_MS : WATCHFUL_MS
    cancel = clock.after(waitMs, () => void look())
  }

  /** What trying says; the last answer, if that was good and not long ago. */
  async function tryRoom(): Promise<RoomLevel> {
    if (hasRoomFor === undefined) return 'ok'
    if (clock.now() < nextTryMs) return tried
    tried = (await hasRoomFor(LOW_TRIED)) ? 'ok' : (await hasRoomFor(FULL_TRIED)) ? 'low' : 'full'
    nextTryMs = tried === 'ok' ? clock.now() + TRY_AGAIN_MS : 0
    return tried
  }

  async function ask(): Promise<void> {
    const facts = await storageFacts?.()
    const left = leftBytes(facts)
    const told = levelOf(left, facts?.quotaBytes, now.level)
    const found = told === 'ok' ? await tryRoom() : told
    const level = clock.now() < heldUntilMs ? 'full' : found
    if (stopped) return
    // What the browser tells is not shown where it turned out to be wrong.
    put({ level, ...(left === undefined || found !== told ? {} : { leftBytes: left }) })
  }

  function look(): Promise<void> {
    looking ??= ask().finally(() => {
      looking = undefined
    })
    return looking
  }

  return {
    view: () => now,
    level: () => now.level,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    look,
    quotaHit() {
      heldUntilMs = clock.now() + HELD_MS
      put({ ...now, level: 'full' })
    },
    async freed() {
      heldUntilMs = 0
      nextTryMs = 0
      await looking
      await look()
    },
    start() {
      nextTryMs = clock.now() + FIRST_TRY_MS
      void look().then(() => {
        if (hasRoomFor === undefined || stopped) return
        cancel()
        cancel = clock.after(FIRST_TRY_MS, () => void look())
      })
    },
    stop() {
      stopped = true
      cancel()
      listeners.clear()
    },
  }
}

function leftBytes(facts: StorageFacts | undefined): number | undefined {
  if (facts?.quotaBytes === undefined || facts.usedBytes === undefined) return undefined
  return Math.max(0, facts.quotaBytes - facts.usedBytes)
}

/**
 * What so many bytes of room are worth. `low` below 200 MB or a twentieth of what the browser allows,
 * whichever is more, but never before three quarters are used; `full` below 50 MB or a hundredth, but
 * never before nine tenths are used: so much stays free for what people write now. A level that was
 * reached is left only when there is clearly more, so that it does not flicker.
 */
export function levelOf(
  left: number | undefined,
  quota: number | undefined,
  before: RoomLevel,
): RoomLevel {
  if (left === undefined || quota === undefined) return 'ok'
  const low = Math.min(Math.max(quota * 0.05, 200 * MEGABYTE), quota * 0.25)
  const full = Math.min(Math.max(quota * 0.01, 50 * MEGABYTE), quota * 0.1)
  if (left < (before === 'full' ? full * 1.2 : full)) return 'full'
  return left < (before === 'ok' ? low : low * 1.1) ? 'low' : 'ok'
}

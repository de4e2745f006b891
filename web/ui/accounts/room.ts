import type { StorageFacts } from '../parts/device.ts'

/** Below this a history may not fit, and browsers that give so little tend to clear it. */
const littleBytes = 120_000_000

/** Bytes that may still be stored; undefined where the browser does not say. */
export function freeBytes({ usedBytes, quotaBytes }: StorageFacts): number | undefined {
  return quotaBytes === undefined ? undefined : Math.max(0, quotaBytes - (usedBytes ?? 0))
}

export function isLittle(free: number): boolean {
  return free < littleBytes
}

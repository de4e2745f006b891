import { useSyncExternalStore } from 'react'
import { useWindow } from '../parts/window.ts'
import { type MoveRun, moveRunsOf } from './moveRun.ts'

/** How the move that this window asked for stands, and the way to say so. */
export function useMoveRun(): readonly [MoveRun, (run: MoveRun) => void] {
  const { mirror } = useWindow()
  const runs = moveRunsOf(mirror)
  const { now, subscribe } = runs
  return [useSyncExternalStore(subscribe, now, now), runs.set]
}

import { useMirror, useWindow } from '../parts/window.ts'

/**
 * Tells the time by which the engine decides whether an act comes too late. Where a sandbox lets time
 * pass faster, the window shows too much rather than too little, and the engine says no in words.
 */
export function useEngineTime(): () => number {
  const { device } = useWindow()
  const offsetMs = useMirror(({ snapshot }) => snapshot?.service.clock?.offsetMs ?? 0)
  return () => device.timeMs() + offsetMs
}

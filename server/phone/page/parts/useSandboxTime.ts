import { useEffect, useState } from 'react'
import { type ClockReading, sandboxNow, untilNextMinute } from '../times.ts'

/** The sandbox's time, in Unix milliseconds, renewed each minute of the sandbox. */
export function useSandboxTime(clock: ClockReading): number {
  const [pageMs, setPageMs] = useState(() => performance.now())
  useEffect(() => {
    let timer = 0
    const tick = (): void => {
      const now = performance.now()
      setPageMs(now)
      timer = window.setTimeout(tick, untilNextMinute(clock, now))
    }
    tick()
    return () => clearTimeout(timer)
  }, [clock])
  return sandboxNow(clock, Math.max(pageMs, clock.readAtMs))
}

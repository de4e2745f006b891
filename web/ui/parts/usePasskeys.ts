import { useEffect, useState } from 'react'
import type { Passkeys } from './device.ts'
import { useWindow } from './window.ts'

/** The part that speaks to passkeys, once it is there, and whether this browser can use them at all. */
interface LoadedPasskeys {
  readonly passkeys?: Passkeys
  readonly supported?: boolean
}

/**
 * Fetches the part that speaks to passkeys when the view appears, because the browser wants to be asked
 * in the moment of a click.
 */
export function usePasskeys(): LoadedPasskeys {
  const { device } = useWindow()
  const [loaded, setLoaded] = useState<LoadedPasskeys>({})
  useEffect(() => {
    let left = false
    const load = async () => {
      const passkeys = await device.passkeys()
      const supported = await passkeys.passkeysSupported()
      if (!left) setLoaded({ passkeys, supported })
    }
    load().catch(() => {
      if (!left) setLoaded({ supported: false })
    })
    return () => {
      left = true
    }
  }, [device])
  return loaded
}

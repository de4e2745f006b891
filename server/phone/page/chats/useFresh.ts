import { useEffect, useState } from 'react'

/**
 * What `load` gave last; loaded again whenever `pulse` changes. An answer that comes after a newer
 * one is thrown away.
 */
export function useFresh<Value>(
  load: () => Promise<Value | undefined>,
  pulse: unknown,
  key: string,
): Value | undefined {
  const [kept, setKept] = useState<{ readonly key: string; readonly value: Value }>()
  useEffect(() => {
    let isStale = false
    void load().then((value) => {
      if (!isStale && value !== undefined) setKept({ key, value })
    })
    return () => {
      isStale = true
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` stands for what `load` closes over
  }, [pulse, key])
  return kept?.key === key ? kept.value : undefined
}
